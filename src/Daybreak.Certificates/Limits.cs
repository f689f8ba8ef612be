namespace Daybreak.Certificates;

/// <summary>Limits for one input line: far above what the platform sends, and low enough for a small VM.</summary>
internal static class Limits
{
    /// <summary>Bytes of an input line, without its line feed. The platform's answers have 2 to 20 KiB.</summary>
    public const int LineBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of one line that are skipped before the program exits.</summary>
    public const int DiscardedBytes = 16 * LineBytes;

    /// <summary>Nesting depth of elements. A PFX of the platform is 9 levels deep.</summary>
    public const int DerDepth = 24;

    /// <summary>Elements in one message. A message streamed in 1 KiB pieces at the size limit has 4,096.</summary>
    public const int DerElements = 20_000;

    /// <summary>Encoded bytes of an object identifier.</summary>
    public const int ObjectIdentifierBytes = 64;

    /// <summary>Certificates in one PFX, without duplicates.</summary>
    public const int Certificates = 64;

    /// <summary>Bags of all kinds in one PFX, and safe contents in one PFX.</summary>
    public const int Bags = 256;

    /// <summary>Safe contents inside safe contents.</summary>
    public const int BagDepth = 4;

    /// <summary>Private keys in one PFX, with duplicates.</summary>
    public const int PrivateKeys = 64;

    /// <summary>Bits of an RSA modulus. Azure Key Vault supports up to 4096.</summary>
    public const int RsaBits = 4096;

    /// <summary>Bytes of a PKCS #8 private key. RSA with 4096 bits takes 2.4 KiB.</summary>
    public const int PrivateKeyBytes = 4096;

    /// <summary>Bytes of one X.509 certificate.</summary>
    public const int CertificateBytes = 64 * 1024;

    /// <summary>Iterations of one key derivation. The platform uses 2,000; some tools use 600,000.</summary>
    public const int KdfIterations = 1_000_000;

    /// <summary>Iterations of all key derivations for one message.</summary>
    public const int TotalKdfIterations = 3_000_000;

    /// <summary>Bytes of a salt.</summary>
    public const int SaltBytes = 1024;

    /// <summary>Characters of a subject name in an answer.</summary>
    public const int SubjectCharacters = 512;

    /// <summary>Remarks in an answer.</summary>
    public const int Remarks = 16;
}
