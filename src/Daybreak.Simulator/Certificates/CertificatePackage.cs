using System.Security.Cryptography.Pkcs;

namespace Daybreak.Simulator.Certificates;

/// <summary>How the platform packages certificates for a VM.</summary>
/// <remarks>Observed encodings: <c>reference/walinuxagent.md</c>, 2.5.</remarks>
public sealed record CertificatePackaging
{
    /// <summary>True for OAEP with SHA-1, false for PKCS#1 v1.5; <see langword="null"/> for the observed behaviour: OAEP with AES, PKCS#1 with 3DES.</summary>
    public bool? Oaep { get; init; }

    /// <summary>How the PFX is encrypted.</summary>
    public PfxForm Pfx { get; init; }
}

/// <summary>How a PFX is encrypted.</summary>
public enum PfxForm
{
    /// <summary>PBE with SHA-1 and 3DES, and a SHA-1 MAC, as observed.</summary>
    Legacy,

    /// <summary>As <see cref="Legacy"/>, but with the certificates encrypted with 40-bit RC2, as older Windows tools wrote them.</summary>
    Rc2,

    /// <summary>PBES2 with AES-256 and HMAC-SHA-256, as for VMs with FIPS 140-3.</summary>
    Modern,
}

/// <summary>Creates the package that the WireServer sends: a PFX with an empty password in a CMS envelope for the client's transport certificate.</summary>
internal static class CertificatePackage
{
    private const int Iterations = 2000;
    private const string EmptyPassword = "";
    private static readonly Oid Data = new("1.2.840.113549.1.7.1");

    /// <summary>The cipher names in the header <c>x-ms-cipher-name</c>, with their content encryption algorithms.</summary>
    public static IReadOnlyDictionary<string, Oid> Ciphers { get; } = new Dictionary<string, Oid>
    {
        ["AES128_CBC"] = new("2.16.840.1.101.3.4.1.2"),
        ["DES_EDE3_CBC"] = new("1.2.840.113549.3.7"),
    };

    /// <summary>Creates the envelope in DER.</summary>
    /// <param name="certificates">The certificates to pack.</param>
    /// <param name="recipient">The transport certificate, identified by its subject key identifier as on the platform.</param>
    /// <param name="cipher">A name from <see cref="Ciphers"/>.</param>
    /// <param name="packaging">The scenario's encodings.</param>
    public static byte[] Seal(IReadOnlyList<X509Certificate2> certificates, X509Certificate2 recipient, string cipher, CertificatePackaging packaging)
    {
        var oaep = packaging.Oaep ?? cipher == "AES128_CBC";
        var envelope = new EnvelopedCms(new ContentInfo(Data, Pfx(certificates, packaging.Pfx)), new AlgorithmIdentifier(Ciphers[cipher]));
        envelope.Encrypt(new CmsRecipient(SubjectIdentifierType.SubjectKeyIdentifier, recipient, oaep ? RSAEncryptionPadding.OaepSHA1 : RSAEncryptionPadding.Pkcs1));
        return envelope.Encode();
    }

    internal static byte[] Pfx(IReadOnlyList<X509Certificate2> certificates, PfxForm form)
    {
        var modern = form == PfxForm.Modern;
        var encryption = modern
            ? new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations)
            : new PbeParameters(PbeEncryptionAlgorithm.TripleDes3KeyPkcs12, HashAlgorithmName.SHA1, Iterations);
        var keys = new Pkcs12SafeContents();
        var certs = new Pkcs12SafeContents();
        for (var i = 0; i < certificates.Count; i++)
        {
            var bag = certs.AddCertificate(certificates[i]);
            if (!certificates[i].HasPrivateKey) continue;
            using var key = (AsymmetricAlgorithm?)certificates[i].GetRSAPrivateKey() ?? certificates[i].GetECDsaPrivateKey();
            var localKeyId = new Pkcs9LocalKeyId([1, 0, 0, (byte)i]);
            bag.Attributes.Add(localKeyId);
            keys.AddShroudedKey(key!, EmptyPassword, encryption).Attributes.Add(localKeyId);
        }
        var pfx = new Pkcs12Builder();
        pfx.AddSafeContentsUnencrypted(keys);
        if (form == PfxForm.Rc2) pfx.AddSafeContentsUnencrypted(certs);
        else pfx.AddSafeContentsEncrypted(certs, EmptyPassword, encryption);
        pfx.SealWithMac(EmptyPassword, modern ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1, Iterations);
        return form == PfxForm.Rc2 ? Rc2Pfx.Encrypt(pfx.Encode(), Iterations) : pfx.Encode();
    }
}
