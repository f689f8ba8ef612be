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
    public void What_openssl_encrypts_is_opened(string options)
    {
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, options.Split(' '));

        Assert.True(Envelope.Open(message, Conversation.Key).Succeeded(out var content, out var failure), failure?.Detail);
        using (content) Assert.Equal(Content, content.Memory.ToArray());
    }

    [Theory]
    [InlineData("-keyid -camellia128", "known here")]
    [InlineData("-keyid -aes-128-gcm", "AuthEnvelopedData")]
    [InlineData("-keyid -aes128 -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 -keyopt rsa_mgf1_md:sha1", "OAEP")]
    public void An_algorithm_that_is_not_there_is_named(string options, string detail)
    {
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, options.Split(' '));

        var failure = Envelope.Open(message, Conversation.Key).Failure!;
        Assert.Equal(FailureReason.UnsupportedAlgorithm, failure.Reason);
        Assert.Contains(detail, failure.Detail);
    }

    [Theory]
    [InlineData("-keyid")]
    [InlineData("-binary")]
    public void A_message_for_another_certificate_says_so(string addressing)
    {
        using var other = TransportKey.Create(TransportKey.DefaultKeySize, TimeProvider.System);
        var message = _workshop.Envelop(Content, other.Certificate, addressing, "-aes128");

        Assert.Equal(FailureReason.WrongRecipient, Envelope.Open(message, Conversation.Key).Failure!.Reason);
    }

    [Fact]
    public void Among_several_recipients_the_own_one_is_found()
    {
        using var other = TransportKey.Create(TransportKey.DefaultKeySize, TimeProvider.System);
        var recipients = new CmsRecipientCollection
        {
            new(SubjectIdentifierType.SubjectKeyIdentifier, X509CertificateLoader.LoadCertificate(other.Certificate.Span)),
            new(SubjectIdentifierType.IssuerAndSerialNumber, X509CertificateLoader.LoadCertificate(Conversation.Key.Certificate.Span)),
        };
        var message = new EnvelopedCms(new ContentInfo(Content));
        message.Encrypt(recipients);

        Assert.True(Envelope.Open(message.Encode(), Conversation.Key).Succeeded(out var content, out var failure), failure?.Detail);
        using (content) Assert.Equal(Content, content.Memory.ToArray());
    }

    [Fact]
    public void Originator_information_is_refused_before_the_library_loads_its_certificates()
    {
        var certificate = X509CertificateLoader.LoadCertificate(Conversation.Key.Certificate.Span);
        var message = new EnvelopedCms(new ContentInfo(Content)) { Certificates = { certificate } };
        message.Encrypt(new CmsRecipient(SubjectIdentifierType.SubjectKeyIdentifier, certificate));

        var failure = Envelope.Open(message.Encode(), Conversation.Key).Failure!;
        Assert.Equal(FailureReason.UnsupportedAlgorithm, failure.Reason);
        Assert.Contains("originator", failure.Detail);
    }

    [Fact]
    public void A_recipient_by_key_agreement_does_not_matter()
    {
        _workshop.MakeEllipticCertificate("other", "/CN=other", "P-256");
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, "-keyid", "-aes128", "-recip", "other.crt");

        Assert.True(Envelope.Open(message, Conversation.Key).Succeeded(out var content, out var failure), failure?.Detail);
        using (content) Assert.Equal(Content, content.Memory.ToArray());
    }

    /// <summary>The library reads RSA key transport and key agreement only. The platform encrypts for one RSA key.</summary>
    [Theory]
    [InlineData("-pwri_password secret")]
    [InlineData("-secretkey 000102030405060708090A0B0C0D0E0F -secretkeyid 01")]
    public void A_message_with_a_recipient_of_another_kind_is_refused(string recipient)
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
    public void A_content_key_of_the_wrong_length_does_not_decrypt(string cipher, int length)
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
    public void A_damaged_content_key_does_not_decrypt()
    {
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, "-keyid", "-aes128");
        var enveloped = new EnvelopedCms();
        enveloped.Decode(message);
        message[message.AsSpan().IndexOf(enveloped.RecipientInfos[0].EncryptedKey) + 40] ^= 1;

        Assert.Equal(FailureReason.DecryptFailed, Envelope.Open(message, Conversation.Key).Failure!.Reason);
    }

    [Fact]
    public void Damaged_padding_does_not_decrypt()
    {
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, "-keyid", "-aes128");
        // The last byte but sixteen changes the padding's length byte in the last block, whatever the key.
        message[^17] ^= 0x80;

        Assert.Equal(FailureReason.DecryptFailed, Envelope.Open(message, Conversation.Key).Failure!.Reason);
    }

    [Fact]
    public void Signed_data_is_another_kind_of_message()
    {
        _workshop.MakeCertificate("signer", "/CN=signer");
        File.WriteAllBytes(_workshop.PathOf("content"), Content);
        _workshop.OpenSsl("cms", "-sign", "-binary", "-nodetach", "-in", "content", "-signer", "signer.crt", "-inkey", "signer.key", "-outform", "DER", "-out", "signed");

        Assert.Equal(FailureReason.NotCms, Envelope.Open(_workshop.Read("signed"), Conversation.Key).Failure!.Reason);
    }

    [Fact]
    public void Cut_anywhere_it_is_an_error()
    {
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, "-keyid", "-aes128");
        for (var length = 0; length < message.Length; length += length < 600 ? 1 : 97)
            Assert.Equal(FailureReason.NotCms, Envelope.Open(message.AsMemory(0, length), Conversation.Key).Failure!.Reason);
    }
}
