using System.Security.Cryptography;
using Daybreak.Certificates.Asn1;

namespace Daybreak.Certificates.Ciphers;

/// <summary>The hash algorithms that messages name in various ways.</summary>
internal static class Hashes
{
    /// <summary>By the hash's own identifier, as OAEP and the PFX's integrity check name it; null when it is not known.</summary>
    public static HashAlgorithmName? FromDigest(string identifier) => identifier switch
    {
        ObjectIdentifiers.Sha1 => HashAlgorithmName.SHA1,
        ObjectIdentifiers.Sha256 => HashAlgorithmName.SHA256,
        ObjectIdentifiers.Sha384 => HashAlgorithmName.SHA384,
        ObjectIdentifiers.Sha512 => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>By the identifier of its HMAC, as PBKDF2 names it (RFC 8018, appendix B.1.2); null when it is not known.</summary>
    public static HashAlgorithmName? FromHmac(string identifier) => identifier switch
    {
        ObjectIdentifiers.HmacSha1 => HashAlgorithmName.SHA1,
        ObjectIdentifiers.HmacSha256 => HashAlgorithmName.SHA256,
        ObjectIdentifiers.HmacSha384 => HashAlgorithmName.SHA384,
        ObjectIdentifiers.HmacSha512 => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>Bytes of a digest.</summary>
    public static int DigestBytes(HashAlgorithmName hash) => hash.Name switch
    {
        "SHA1" => 20,
        "SHA256" => 32,
        "SHA384" => 48,
        _ => 64,
    };

    /// <summary>Bytes of the block that the hash works on.</summary>
    public static int BlockBytes(HashAlgorithmName hash) => hash.Name is "SHA1" or "SHA256" ? 64 : 128;
}
