using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Daybreak.Certificates.Cms;
using Daybreak.Certificates.Exchange;
using Daybreak.Certificates.GoalState;
using Daybreak.Certificates.Pfx;
using Daybreak.Certificates.Tests.Peers;

namespace Daybreak.Certificates.Tests;

/// <summary>Mutated messages: each returns a value within a time and memory limit, without an exception. Seeds are fixed, so that failures are reproducible.</summary>
public sealed class FuzzTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData(1, "-certpbe NONE -keypbe NONE -nomac")]
    [InlineData(2, "-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -nomac -iter 1")]
    [InlineData(3, "-iter 1")]
    public void Survives_a_mutated_pfx(int seed, string options)
    {
        _workshop.MakeCertificate("one", "/CN=one");
        Fuzz(seed, _workshop.MakePfx("one", options.Split(' ')), OpenPfx);
    }

    [Fact]
    public void Survives_a_mutated_pfx_of_many_shapes()
    {
        using var key = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = PfxShapes.SelfSigned(key);
        var inner = new Pkcs12SafeContents();
        inner.AddKeyUnencrypted(curve);
        inner.AddCertificate(certificate);
        var contents = new Pkcs12SafeContents();
        contents.AddNestedContents(inner);
        contents.AddShroudedKey(key, "", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1));
        var builder = new Pkcs12Builder();
        builder.AddSafeContentsUnencrypted(contents);
        builder.SealWithoutIntegrity();
        Fuzz(4, builder.Encode(), OpenPfx);
    }

    [Theory]
    [InlineData(5, "-keyid -aes128")]
    [InlineData(6, "-aes256 -keyopt rsa_padding_mode:oaep")]
    [InlineData(7, "-keyid -des3 -stream")]
    public void Survives_mutated_messages(int seed, string options) =>
        Fuzz(seed, _workshop.Envelop(new byte[200], Conversation.Key.Certificate, options.Split(' ')), OpenEnvelope);

    [Fact]
    public void Survives_a_mutated_message_with_several_recipients_and_attributes()
    {
        using var key = RSA.Create(2048);
        using var other = PfxShapes.SelfSigned(key);
        var message = new EnvelopedCms(new ContentInfo(new byte[200]));
        message.UnprotectedAttributes.Add(new Pkcs9SigningTime(DateTime.UnixEpoch));
        message.UnprotectedAttributes.Add(new Pkcs9DocumentName("document"));
        message.Encrypt(new CmsRecipientCollection
        {
            new(SubjectIdentifierType.IssuerAndSerialNumber, other),
            new(SubjectIdentifierType.IssuerAndSerialNumber, X509CertificateLoader.LoadCertificate(Conversation.Key.Certificate.Span)),
        });
        Fuzz(8, message.Encode(), OpenEnvelope);
    }

    private static void OpenPfx(byte[] bytes)
    {
        using var contents = PfxReader.Read(bytes).Value;
        if (contents is null) return;
        using var certificates = GoalStateCertificates.From(contents).Value;
        if (certificates is not null) Answers.Deliver(Stream.Null, certificates);
    }

    private static void OpenEnvelope(byte[] bytes) => Envelope.Open(bytes, Conversation.Key).Value?.Dispose();

    private static void Fuzz(int seed, byte[] original, Action<byte[]> open)
    {
        open(original);
        var random = new Random(seed);
        var rounds = Effort.Of(quick: 300, all: 3_000);
        for (var round = 0; round < rounds; round++)
        {
            var mutant = original;
            for (var i = random.Next(1, 4); i > 0; i--) mutant = Mutate(random, mutant);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                open(mutant);
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}, round {round}: {e}");
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < 32 << 20, $"Seed {seed}, round {round} took too much memory.");
        }
    }

    private static byte[] Mutate(Random random, byte[] bytes)
    {
        if (bytes.Length < 2) return bytes;
        var at = random.Next(bytes.Length);
        var length = random.Next(1, Math.Min(64, bytes.Length - at) + 1);
        byte[] odd = [0x00, 0x01, 0x7F, 0x80, 0x81, 0x82, 0x84, 0xFF, 0x30, 0x31, 0xA0, 0x04, 0x24, 0x05, 0x06];
        switch (random.Next(7))
        {
            case 0: return bytes[..at];
            case 1: return [.. bytes[..at], .. bytes[(at + length)..]];
            case 2: return [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
            case 3:
                var from = random.Next(bytes.Length - length + 1);
                return [.. bytes[..at], .. bytes[from..(from + length)], .. bytes[at..]];
            default:
                var changed = (byte[])bytes.Clone();
                // The structure is mostly in the first bytes; half of the changes go there.
                if (random.Next(2) == 0) at = random.Next(Math.Min(bytes.Length, 160));
                changed[at] = random.Next(3) switch
                {
                    0 => (byte)(changed[at] ^ (1 << random.Next(8))),
                    1 => odd[random.Next(odd.Length)],
                    _ => (byte)random.Next(256),
                };
                return changed;
        }
    }
}
