namespace Daybreak.Certificates.Pfx;

/// <summary>The two ways in which "no password" is written into a PFX.</summary>
/// <remarks>
/// RFC 7292, appendix B.1, ends a password with two zero bytes. OpenSSL and most others do so for an empty one; some Windows programs leave
/// even those away. PBKDF2 takes a password without them, so there both are the same.
/// </remarks>
internal enum PfxPassword
{
    /// <summary>The empty text, with its terminator.</summary>
    Empty,

    /// <summary>No text at all.</summary>
    Absent,
}
