using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Daybreak.Certificates.Tests.Peers;

namespace Daybreak.Certificates.Tests.GoalState;

public sealed class MatchingTests : IDisposable
{
    private static readonly PbeParameters Encryption = PfxShapes.TripleDes;
    private readonly Workshop _workshop = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _otherKey = RSA.Create(2048);

    public void Dispose()
    {
        _workshop.Dispose();
        _key.Dispose();
        _otherKey.Dispose();
    }

    [Fact]
    public void Lists_a_certificate_without_a_private_key()
    {
        using var certificate = PfxShapes.SelfSigned(_key, "CN=CRP, OU=AzureRT");
        var answer = Ask(PfxShapes.Plain(c => c.AddCertificate(certificate)));

        var only = Assert.Single(Conversation.Certificates(answer));
        Assert.Equal(certificate.Thumbprint, only.GetProperty("thumbprint").GetString());
        Assert.Equal("CN=CRP, OU=AzureRT", only.GetProperty("subject").GetString());
        Assert.False(only.GetProperty("hasPrivateKey").GetBoolean());
        Assert.Equal(JsonValueKind.Null, only.GetProperty("privateKey").ValueKind);
        Assert.Empty(Conversation.Remarks(answer));
    }

    [Fact]
    public void Skips_a_private_key_without_a_certificate_with_a_remark()
    {
        using var certificate = PfxShapes.SelfSigned(_key);
        var answer = Ask(PfxShapes.Plain(c =>
        {
            c.AddShroudedKey(_otherKey, "", Encryption);
            c.AddCertificate(certificate);
        }));

        Assert.False(Assert.Single(Conversation.Certificates(answer)).GetProperty("hasPrivateKey").GetBoolean());
        Assert.Equal(["A private key without a certificate was skipped."], Conversation.Remarks(answer));
        Assert.DoesNotContain("PRIVATE KEY", answer.GetRawText());
    }

    [Fact]
    public void Returns_an_empty_list_for_a_private_key_alone()
    {
        var answer = Ask(PfxShapes.Plain(c => c.AddShroudedKey(_key, "", Encryption)));

        Assert.Empty(Conversation.Certificates(answer));
        Assert.Single(Conversation.Remarks(answer));
    }

    [Fact]
    public void Lists_duplicate_certificates_and_keys_once()
    {
        using var certificate = PfxShapes.SelfSigned(_key);
        using var twin = PfxShapes.SelfSigned(_key, "CN=twin of the same key");
        var answer = Ask(PfxShapes.Plain(c =>
        {
            for (var i = 0; i < 3; i++)
            {
                c.AddShroudedKey(_key, "", Encryption);
                c.AddSafeBag(new Pkcs12CertBag(new Oid("1.2.840.113549.1.9.22.1"), OctetString(certificate.RawData)));
            }

            c.AddCertificate(twin);
        }));

        var certificates = Conversation.Certificates(answer);
        Assert.Equal([certificate.Thumbprint, twin.Thumbprint], certificates.Select(c => c.GetProperty("thumbprint").GetString()));
        Assert.All(certificates, c => Assert.True(c.GetProperty("hasPrivateKey").GetBoolean()));
        Assert.Empty(Conversation.Remarks(answer));
    }

    [Fact]
    public void Matches_keys_and_certificates_across_bags_and_in_any_order()
    {
        using var certificate = PfxShapes.SelfSigned(_key);
        using var other = PfxShapes.SelfSigned(_otherKey, "CN=other");
        var inner = new Pkcs12SafeContents();
        inner.AddKeyUnencrypted(_key);
        inner.AddCertificate(other);
        var answer = Ask(PfxShapes.Plain(c =>
        {
            c.AddCertificate(certificate);
            c.AddNestedContents(inner);
            c.AddKeyUnencrypted(_otherKey);
        }));

        foreach (var (found, key) in Conversation.Certificates(answer).Zip([_key, _otherKey]))
            Assert.Equal(key.ExportPkcs8PrivateKeyPem(), found.GetProperty("privateKey").GetString()!.Trim());
    }

    [Fact]
    public void Lists_kinds_that_openssh_does_not_support_without_a_key()
    {
        _workshop.MakeCertificate("ed", "/CN=ed", "-newkey", "ed448");
        _workshop.MakeEllipticCertificate("odd", "/CN=odd", "secp256k1");
        foreach (var name in (string[])["ed", "odd"])
        {
            var answer = Ask(_workshop.MakePfx(name));
            var only = Assert.Single(Conversation.Certificates(answer));
            Assert.Equal(_workshop.Thumbprint(name), only.GetProperty("thumbprint").GetString());
            Assert.Equal(JsonValueKind.Null, only.GetProperty("openSshPublicKey").ValueKind);
            Assert.False(only.GetProperty("hasPrivateKey").GetBoolean());
            Assert.Contains("neither RSA nor NIST", Assert.Single(Conversation.Remarks(answer)));
        }
    }

    [Fact]
    public void Remarks_on_each_kind_of_skipped_bag_once()
    {
        using var certificate = PfxShapes.SelfSigned(_key);
        var answer = Ask(PfxShapes.Plain(c =>
        {
            c.AddSecret(new Oid("1.2.3.4"), OctetString([1, 2, 3]));
            c.AddSecret(new Oid("1.2.3.5"), OctetString([1, 2, 3]));
            c.AddSafeBag(new Pkcs12CertBag(new Oid("1.2.840.113549.1.9.22.2"), OctetString([1])));
            c.AddSafeBag(new Pkcs12CertBag(new Oid("1.2.840.113549.1.9.22.1"), OctetString([0x30, 0])));
            c.AddCertificate(certificate);
        }));

        Assert.Single(Conversation.Certificates(answer));
        Assert.Equal(3, Conversation.Remarks(answer).Count);
    }

    [Fact]
    public void Skips_a_private_key_with_inconsistent_values()
    {
        using var certificate = PfxShapes.SelfSigned(_key);
        var mixed = _key.ExportParameters(true);
        var inconsistent = _key.ExportPkcs8PrivateKey();
        var at = inconsistent.AsSpan().IndexOf(mixed.P);
        _otherKey.ExportParameters(true).P.CopyTo(inconsistent.AsSpan(at));
        var answer = Ask(PfxShapes.Plain(c =>
        {
            c.AddSafeBag(new Pkcs12KeyBag(inconsistent));
            c.AddCertificate(certificate);
        }));

        Assert.False(Assert.Single(Conversation.Certificates(answer)).GetProperty("hasPrivateKey").GetBoolean());
        Assert.Contains("malformed", Assert.Single(Conversation.Remarks(answer)));
    }

    [Fact]
    public void Skips_a_key_longer_than_4096_bits()
    {
        // The number is not a valid modulus; the length is checked first.
        var huge = new byte[8192 / 8];
        huge.AsSpan().Fill(0xAB);
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            writer.WriteIntegerUnsigned(huge);
        }

        var key = new Pkcs8PrivateKeyInfo(new Oid("1.2.840.113549.1.1.1"), new byte[] { 5, 0 }, writer.Encode()).Encode();
        var answer = Ask(PfxShapes.Plain(c => c.AddSafeBag(new Pkcs12KeyBag(key))));
        Assert.Contains("4096 bits", Assert.Single(Conversation.Remarks(answer)));
    }

    [Fact]
    public void Truncates_a_long_subject()
    {
        using var certificate = PfxShapes.SelfSigned(_key, "CN=" + new string('x', 5000));
        var answer = Ask(PfxShapes.Plain(c => c.AddCertificate(certificate)));

        Assert.Equal(512, Assert.Single(Conversation.Certificates(answer)).GetProperty("subject").GetString()!.Length);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Reads_up_to_64_certificates(int count, bool read)
    {
        using var certificate = PfxShapes.SelfSigned(_key);
        var answer = Ask(PfxShapes.Plain(c =>
        {
            for (var i = 0; i < count; i++)
            {
                // The signature is not verified, so its last byte makes the certificates differ.
                var different = certificate.RawData;
                different[^1] = (byte)i;
                c.AddSafeBag(new Pkcs12CertBag(new Oid("1.2.840.113549.1.9.22.1"), OctetString(different)));
            }
        }));

        if (read) Assert.Equal(count, Conversation.Certificates(answer).Count);
        else Assert.Equal("too-large", Conversation.Reason(answer));
    }

    private static byte[] OctetString(byte[] content)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        writer.WriteOctetString(content);
        return writer.Encode();
    }

    private static JsonElement Ask(byte[] pfx)
    {
        var message = new EnvelopedCms(new ContentInfo(pfx));
        message.Encrypt(new CmsRecipient(SubjectIdentifierType.SubjectKeyIdentifier, X509CertificateLoader.LoadCertificate(Conversation.Key.Certificate.Span)));
        return Conversation.Ask(message.Encode());
    }
}
