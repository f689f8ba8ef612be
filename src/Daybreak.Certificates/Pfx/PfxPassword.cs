namespace Daybreak.Certificates.Pfx;

/// <summary>The two ways to encode "no password" in a PFX.</summary>
/// <remarks>
/// RFC 7292, appendix B.1, ends a password with two zero bytes. OpenSSL and most other programs do so for an empty password; some Windows
/// programs omit them. PBKDF2 takes a password without them, so there both are the same.
/// </remarks>
internal enum PfxPassword
{
    /// <summary>The empty string, with its terminator.</summary>
    Empty,

    /// <summary>No bytes at all.</summary>
    Absent,
}
