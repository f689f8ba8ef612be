using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Daybreak.Certificates.Cms;
using Daybreak.Certificates.Tests.Peers;
using Daybreak.Certificates.Transport;

namespace Daybreak.Certificates.Tests.Cms;

public sealed class EnvelopeTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 3001).Select(i => (byte)i)];
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData("-keyid -des3")]
    [InlineData("-keyid -aes128")]
    [InlineData("-keyid -aes192")]
    [InlineData("-keyid -aes256")]
    [InlineData("-des3")]
    [InlineData("-aes128")]
    [InlineData("-keyid -aes128 -keyopt rsa_padding_mode:oaep")]
    [InlineData("-keyid -des3 -keyopt rsa_padding_mode:oaep")]
    [InlineData("-aes256 -keyopt rsa_padding_mode:oaep")]
    [InlineData("-keyid -aes128 -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 -keyopt rsa_mgf1_md:sha256")]
    [InlineData("-keyid -aes128 -stream")]
    public void Decrypts_what_openssl_encrypts(string options)
    {
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, options.Split(' '));

        var (content, failure) = Envelope.Open(message, Conversation.Key);
        Assert.True(content is not null, failure?.Message);
        using (content) Assert.Equal(Content, content.Reveal().ToArray());
    }

    [Theory]
    [InlineData("-keyid -camellia128", "an unknown algorithm")]
    [InlineData("-keyid -aes-128-gcm", "AuthEnvelopedData")]
    [InlineData("-keyid -aes128 -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 -keyopt rsa_mgf1_md:sha1", "OAEP")]
    public void Names_an_unsupported_algorithm(string options, string detail)
    {
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, options.Split(' '));

        var failure = Envelope.Open(message, Conversation.Key).Failure!;
        Assert.Equal(FailureReason.UnsupportedAlgorithm, failure.Reason);
        Assert.Contains(detail, failure.Message);
    }

    [Theory]
    [InlineData("-keyid")]
    [InlineData("-binary")]
    public void Reports_a_message_for_another_certificate(string addressing)
    {
        using var other = TransportKey.Create(TransportKey.DefaultKeySize, TimeProvider.System);
        var message = _workshop.Envelop(Content, other.Certificate, addressing, "-aes128");

        Assert.Equal(FailureReason.WrongRecipient, Envelope.Open(message, Conversation.Key).Failure!.Reason);
    }

    [Fact]
    public void Finds_its_own_recipient_among_several()
    {
        using var other = TransportKey.Create(TransportKey.DefaultKeySize, TimeProvider.System);
        var recipients = new CmsRecipientCollection
        {
            new(SubjectIdentifierType.SubjectKeyIdentifier, X509CertificateLoader.LoadCertificate(other.Certificate.Span)),
            new(SubjectIdentifierType.IssuerAndSerialNumber, X509CertificateLoader.LoadCertificate(Conversation.Key.Certificate.Span)),
        };
        var message = new EnvelopedCms(new ContentInfo(Content));
        message.Encrypt(recipients);

        var (content, failure) = Envelope.Open(message.Encode(), Conversation.Key);
        Assert.True(content is not null, failure?.Message);
        using (content) Assert.Equal(Content, content.Reveal().ToArray());
    }

    [Fact]
    public void Rejects_originator_information_before_the_library_loads_its_certificates()
    {
        var certificate = X509CertificateLoader.LoadCertificate(Conversation.Key.Certificate.Span);
        var message = new EnvelopedCms(new ContentInfo(Content)) { Certificates = { certificate } };
        message.Encrypt(new CmsRecipient(SubjectIdentifierType.SubjectKeyIdentifier, certificate));

        var failure = Envelope.Open(message.Encode(), Conversation.Key).Failure!;
        Assert.Equal(FailureReason.UnsupportedAlgorithm, failure.Reason);
        Assert.Contains("originator", failure.Message);
    }

    [Fact]
    public void Ignores_a_recipient_by_key_agreement()
    {
        _workshop.MakeEllipticCertificate("other", "/CN=other", "P-256");
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, "-keyid", "-aes128", "-recip", "other.crt");

        var (content, failure) = Envelope.Open(message, Conversation.Key);
        Assert.True(content is not null, failure?.Message);
        using (content) Assert.Equal(Content, content.Reveal().ToArray());
    }

    /// <summary>The library reads RSA key transport and key agreement only. The platform encrypts for one RSA key.</summary>
    [Theory]
    [InlineData("-pwri_password secret")]
    [InlineData("-secretkey 000102030405060708090A0B0C0D0E0F -secretkeyid 01")]
    public void Rejects_a_message_with_a_recipient_of_an_unsupported_kind(string recipient)
    {
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, ["-keyid", "-aes128", .. recipient.Split(' ')]);

        Assert.Equal(FailureReason.UnsupportedAlgorithm, Envelope.Open(message, Conversation.Key).Failure!.Reason);
    }

    [Theory]
    [InlineData("-aes128", 0)]
    [InlineData("-aes128", 5)]
    [InlineData("-aes128", 40)]
    [InlineData("-des3", 0)]
    [InlineData("-des3", 5)]
    [InlineData("-des3", 40)]
    public void Rejects_a_content_key_of_the_wrong_length(string cipher, int length)
    {
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, "-keyid", cipher);
        var enveloped = new EnvelopedCms();
        enveloped.Decode(message);
        using var certificate = X509CertificateLoader.LoadCertificate(Conversation.Key.Certificate.Span);
        using var publicKey = certificate.GetRSAPublicKey()!;
        publicKey.Encrypt(new byte[length], RSAEncryptionPadding.Pkcs1).CopyTo(message.AsSpan(message.AsSpan().IndexOf(enveloped.RecipientInfos[0].EncryptedKey)));

        Assert.Equal(FailureReason.DecryptFailed, Envelope.Open(message, Conversation.Key).Failure!.Reason);
    }

    [Fact]
    public void Rejects_a_damaged_content_key()
    {
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, "-keyid", "-aes128");
        var enveloped = new EnvelopedCms();
        enveloped.Decode(message);
        message[message.AsSpan().IndexOf(enveloped.RecipientInfos[0].EncryptedKey) + 40] ^= 1;

        Assert.Equal(FailureReason.DecryptFailed, Envelope.Open(message, Conversation.Key).Failure!.Reason);
    }

    [Fact]
    public void Rejects_damaged_padding()
    {
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, "-keyid", "-aes128");
        // In CBC mode, this byte changes the padding length in the last block, whatever the key is.
        message[^17] ^= 0x80;

        Assert.Equal(FailureReason.DecryptFailed, Envelope.Open(message, Conversation.Key).Failure!.Reason);
    }

    [Fact]
    public void Rejects_signed_data()
    {
        _workshop.MakeCertificate("signer", "/CN=signer");
        File.WriteAllBytes(_workshop.PathOf("content"), Content);
        _workshop.OpenSsl("cms", "-sign", "-binary", "-nodetach", "-in", "content", "-signer", "signer.crt", "-inkey", "signer.key", "-outform", "DER", "-out", "signed");

        Assert.Equal(FailureReason.NotCms, Envelope.Open(_workshop.Read("signed"), Conversation.Key).Failure!.Reason);
    }

    [Fact]
    public void Rejects_a_message_truncated_anywhere()
    {
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, "-keyid", "-aes128");
        for (var length = 0; length < message.Length; length += length < 600 ? 1 : 97)
            Assert.Equal(FailureReason.NotCms, Envelope.Open(message.AsMemory(0, length), Conversation.Key).Failure!.Reason);
    }
}
