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
    public void A_damaged_content_key_does_not_decrypt()
    {
        var message = _workshop.Envelop(Content, Conversation.Key.Certificate, "-keyid", "-aes128");
        Assert.True(EnvelopedData.Parse(message).Succeeded(out var enveloped, out _));
        message[message.AsSpan().IndexOf(enveloped.Recipients[0].EncryptedKey.Span) + 40] ^= 1;

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
