using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Daybreak.Certificates.Tests.Peers;

/// <summary>PFX files that the openssl command cannot create, made with .NET's builder.</summary>
internal static class PfxShapes
{
    public static readonly PbeParameters TripleDes = new(PbeEncryptionAlgorithm.TripleDes3KeyPkcs12, HashAlgorithmName.SHA1, 2000);

    /// <summary>Safe contents filled by <paramref name="fill"/>, not encrypted, with an integrity check.</summary>
    public static byte[] Plain(Action<Pkcs12SafeContents> fill)
    {
        var contents = new Pkcs12SafeContents();
        fill(contents);
        return Plain(contents);
    }

    public static byte[] Plain(Pkcs12SafeContents contents)
    {
        var builder = new Pkcs12Builder();
        builder.AddSafeContentsUnencrypted(contents);
        builder.SealWithMac("", HashAlgorithmName.SHA1, 2000);
        return builder.Encode();
    }

    /// <summary>Encrypted and sealed with an absent password, as some Windows programs do: not even its terminator is hashed.</summary>
    public static byte[] WithAbsentPassword(RSA key, X509Certificate2 certificate, bool withIntegrity)
    {
        var contents = new Pkcs12SafeContents();
        contents.AddShroudedKey(key, default(ReadOnlySpan<char>), TripleDes);
        contents.AddCertificate(certificate);
        var builder = new Pkcs12Builder();
        builder.AddSafeContentsEncrypted(contents, default(ReadOnlySpan<char>), TripleDes);
        if (withIntegrity) builder.SealWithMac(default, HashAlgorithmName.SHA1, 2000);
        else builder.SealWithoutIntegrity();
        return builder.Encode();
    }

    public static X509Certificate2 SelfSigned(RSA key, string subject = "CN=test") =>
        new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(50));
}
