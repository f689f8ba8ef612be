using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using Daybreak.Certificates.Pfx;
using Daybreak.Certificates.Tests.Peers;

namespace Daybreak.Certificates.Tests.Pfx;

public sealed class PfxReaderTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public PfxReaderTests() => _workshop.MakeCertificate("one", "/CN=one");

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData("-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1 -iter 2000")]
    [InlineData("-certpbe PBE-SHA1-2DES -keypbe PBE-SHA1-2DES -macalg sha1")]
    [InlineData("-macalg sha256")]
    [InlineData("-certpbe AES-256-CBC -keypbe AES-256-CBC -macalg sha256 -iter 100000")]
    [InlineData("-certpbe AES-192-CBC -keypbe AES-128-CBC -macalg sha384")]
    [InlineData("-certpbe DES-EDE3-CBC -keypbe DES-EDE3-CBC -macalg sha512")]
    [InlineData("-certpbe NONE -keypbe NONE")]
    [InlineData("-certpbe NONE -keypbe PBE-SHA1-3DES -nomac")]
    [InlineData("-nomac")]
    [InlineData("-noiter -nomaciter")]
    public void Reads_what_openssl_exports(string options)
    {
        var pfx = _workshop.MakePfx("one", options.Split(' '));

        var (contents, failure) = PfxReader.Read(pfx);
        Assert.True(contents is not null, failure?.Message);
        using (contents)
        {
            _workshop.OpenSsl("x509", "-in", "one.crt", "-outform", "DER", "-out", "one.der");
            Assert.Equal(_workshop.Read("one.der"), Assert.Single(contents.Certificates).ToArray());
            using var key = RSA.Create();
            key.ImportPkcs8PrivateKey(Assert.Single(contents.PrivateKeys).Span, out _);
            Assert.Equal(File.ReadAllText(_workshop.PathOf("one.key")).Trim(), key.ExportPkcs8PrivateKeyPem());
            Assert.Empty(contents.Remarks.Sentences);
        }
    }

    [Theory]
    [InlineData("-legacy", "RC2 with 40 bits")]
    [InlineData("-legacy -certpbe PBE-SHA1-RC2-128 -keypbe PBE-SHA1-3DES", "RC2 with 128 bits")]
    [InlineData("-legacy -certpbe PBE-SHA1-RC4-128 -keypbe PBE-SHA1-3DES", "RC4")]
    [InlineData("-certpbe CAMELLIA-128-CBC -keypbe AES-128-CBC", "an unknown algorithm")]
    public void Names_an_unsupported_cipher(string options, string name)
    {
        var failure = PfxReader.Read(_workshop.MakePfx("one", options.Split(' '))).Failure!;

        Assert.Equal(FailureReason.UnsupportedAlgorithm, failure.Reason);
        Assert.Contains(name, failure.Message);
    }

    [Theory]
    [InlineData("-macalg sha1")]
    [InlineData("-nomac")]
    [InlineData("-nomac -certpbe NONE -keypbe PBE-SHA1-3DES")]
    public void Rejects_another_password(string options) =>
        Assert.Equal(FailureReason.DecryptFailed, PfxReader.Read(_workshop.MakePfx("one", ["-passout", "pass:secret", .. options.Split(' ')])).Failure!.Reason);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tries_an_absent_password_too(bool withIntegrity)
    {
        using var key = RSA.Create(2048);
        using var certificate = PfxShapes.SelfSigned(key);

        var (contents, failure) = PfxReader.Read(PfxShapes.WithAbsentPassword(key, certificate, withIntegrity));
        Assert.True(contents is not null, failure?.Message);
        using (contents)
        {
            Assert.Equal(certificate.RawData, Assert.Single(contents.Certificates).ToArray());
            Assert.Equal(key.ExportPkcs8PrivateKey(), Assert.Single(contents.PrivateKeys).ToArray());
        }
    }

    [Fact]
    public void Detects_damage_with_the_integrity_check()
    {
        var pfx = _workshop.MakePfx("one", "-certpbe", "NONE", "-keypbe", "NONE");
        _workshop.OpenSsl("x509", "-in", "one.crt", "-outform", "DER", "-out", "one.der");
        pfx[pfx.AsSpan().IndexOf(_workshop.Read("one.der")) + 200] ^= 1;

        var failure = PfxReader.Read(pfx).Failure!;
        Assert.Equal(FailureReason.DecryptFailed, failure.Reason);
        Assert.Contains("integrity", failure.Message);
    }

    [Theory]
    [InlineData(2_000_000, 1)]
    [InlineData(1, 2_000_000)]
    public void Limits_the_iterations_of_one_key(int iterations, int macIterations)
    {
        using var key = RSA.Create(2048);
        var contents = new Pkcs12SafeContents();
        contents.AddShroudedKey(key, "", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, iterations));
        var builder = new Pkcs12Builder();
        builder.AddSafeContentsUnencrypted(contents);
        builder.SealWithMac("", HashAlgorithmName.SHA1, macIterations);

        Assert.Equal(FailureReason.TooLarge, PfxReader.Read(builder.Encode()).Failure!.Reason);
    }

    [Fact]
    public void Limits_the_iterations_of_an_encrypted_part()
    {
        var builder = new Pkcs12Builder();
        builder.AddSafeContentsEncrypted(new Pkcs12SafeContents(), "", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1_000_001));
        builder.SealWithoutIntegrity();

        Assert.Equal(FailureReason.TooLarge, PfxReader.Read(builder.Encode()).Failure!.Reason);
    }

    [Fact]
    public void Limits_the_iterations_of_all_keys_together()
    {
        using var key = RSA.Create(2048);
        var expensive = new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 400_000);
        var shrouded = new Pkcs12ShroudedKeyBag(key.ExportEncryptedPkcs8PrivateKey("", expensive));
        var pfx = PfxShapes.Plain(contents =>
        {
            for (var i = 0; i < 8; i++) contents.AddSafeBag(new Pkcs12ShroudedKeyBag(shrouded.EncryptedPkcs8PrivateKey));
        });

        Assert.Equal(FailureReason.TooLarge, PfxReader.Read(pfx).Failure!.Reason);
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, FailureReason.TooLarge)]
    [InlineData(100, FailureReason.TooLarge)]
    public void Limits_nested_safe_contents(int nested, object? reason)
    {
        var contents = new Pkcs12SafeContents();
        for (var i = 0; i < nested; i++)
        {
            var outer = new Pkcs12SafeContents();
            outer.AddNestedContents(contents);
            contents = outer;
        }

        var outcome = PfxReader.Read(PfxShapes.Plain(contents));
        Assert.Equal(reason, outcome.Failure?.Reason);
        outcome.Value?.Dispose();
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, FailureReason.TooLarge)]
    [InlineData(100, FailureReason.TooLarge)]
    [InlineData(80_000, FailureReason.TooLarge)]
    public void Limits_nested_safe_contents_inside_an_encrypted_part(int nested, object? reason)
    {
        var outcome = PfxReader.Read(NestedPfx.Make(nested));
        Assert.Equal(reason, outcome.Failure?.Reason);
        outcome.Value?.Dispose();
    }

    /// <summary>Why the PFX reader is Daybreak's own: at 80,000 levels, the library overflows the stack. If this test fails, the library has a limit now.</summary>
    [Fact]
    public void The_library_does_not_limit_nested_safe_contents()
    {
        var part = Assert.Single(Pkcs12Info.Decode(NestedPfx.Make(1000), out _).AuthenticatedSafe);
        part.Decrypt("");
        Assert.IsType<Pkcs12SafeContentsBag>(Assert.Single(part.GetBags()));
    }

    [Theory]
    [InlineData(256, null)]
    [InlineData(257, FailureReason.TooLarge)]
    public void Limits_the_number_of_bags(int bags, object? reason)
    {
        var outcome = PfxReader.Read(PfxShapes.Plain(contents =>
        {
            for (var i = 0; i < bags; i++) contents.AddSecret(new Oid("1.2.3.4"), new byte[] { 5, 0 });
        }));

        Assert.Equal(reason, outcome.Failure?.Reason);
        outcome.Value?.Dispose();
    }

    [Fact]
    public void Accepts_an_integrity_check_of_an_unknown_kind_with_a_remark()
    {
        using var key = RSA.Create(2048);
        var pfx = PfxShapes.Plain(contents => contents.AddKeyUnencrypted(key));
        // The check is at the end. This byte changes its algorithm to an unknown one.
        byte[] sha1 = [0x2B, 0x0E, 0x03, 0x02, 0x1A];
        pfx[pfx.AsSpan().LastIndexOf(sha1) + 4] = 0x12;

        var (contents, failure) = PfxReader.Read(pfx);
        Assert.True(contents is not null, failure?.Message);
        using (contents)
        {
            Assert.Single(contents.PrivateKeys);
            Assert.Contains("was skipped", Assert.Single(contents.Remarks.Sentences));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("3000")]
    [InlineData("3080")]
    [InlineData("0500")]
    [InlineData("3003020103")]
    [InlineData("3003020102")]
    [InlineData("4D5A9000")]
    public void Rejects_anything_else(string hex) =>
        Assert.Equal(FailureReason.NotPfx, PfxReader.Read(Convert.FromHexString(hex)).Failure!.Reason);

    [Fact]
    public void Rejects_a_pfx_truncated_anywhere()
    {
        var pfx = _workshop.MakePfx("one");
        for (var length = 0; length < pfx.Length; length++)
            Assert.Equal(FailureReason.NotPfx, PfxReader.Read(pfx.AsMemory(0, length)).Failure!.Reason);
    }
}
