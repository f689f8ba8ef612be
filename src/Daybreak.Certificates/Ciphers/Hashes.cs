namespace Daybreak.Certificates.Ciphers;

/// <summary>Hash algorithms by the identifiers that messages use for them.</summary>
internal static class Hashes
{
    /// <summary>By the identifier of the hash, which OAEP and the integrity check of a PFX use. Null when it is unknown.</summary>
    public static HashAlgorithmName? FromDigest(string identifier) => identifier switch
    {
        ObjectIdentifiers.Sha1 => HashAlgorithmName.SHA1,
        ObjectIdentifiers.Sha256 => HashAlgorithmName.SHA256,
        ObjectIdentifiers.Sha384 => HashAlgorithmName.SHA384,
        ObjectIdentifiers.Sha512 => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>By the identifier of its HMAC, which PBKDF2 uses (RFC 8018, appendix B.1.2). Null when it is unknown.</summary>
    public static HashAlgorithmName? FromHmac(string identifier) => identifier switch
    {
        ObjectIdentifiers.HmacSha1 => HashAlgorithmName.SHA1,
        ObjectIdentifiers.HmacSha256 => HashAlgorithmName.SHA256,
        ObjectIdentifiers.HmacSha384 => HashAlgorithmName.SHA384,
        ObjectIdentifiers.HmacSha512 => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>Size of a digest, in bytes.</summary>
    public static int DigestBytes(HashAlgorithmName hash) => hash.Name switch
    {
        "SHA1" => 20,
        "SHA256" => 32,
        "SHA384" => 48,
        _ => 64,
    };

    /// <summary>Size of the block that the hash processes, in bytes.</summary>
    public static int BlockBytes(HashAlgorithmName hash) => hash.Name is "SHA1" or "SHA256" ? 64 : 128;
}
