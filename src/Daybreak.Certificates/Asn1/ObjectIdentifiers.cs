namespace Daybreak.Certificates.Asn1;

/// <summary>The object identifiers that a goal state's certificates use.</summary>
internal static class ObjectIdentifiers
{
    // RFC 5652, RFC 5083
    public const string Data = "1.2.840.113549.1.7.1";
    public const string EnvelopedData = "1.2.840.113549.1.7.3";
    public const string EncryptedData = "1.2.840.113549.1.7.6";
    public const string AuthenticatedEnvelopedData = "1.2.840.113549.1.9.16.1.23";

    // RFC 8017, RFC 5480
    public const string Rsa = "1.2.840.113549.1.1.1";
    public const string RsaOaep = "1.2.840.113549.1.1.7";
    public const string Mgf1 = "1.2.840.113549.1.1.8";
    public const string EllipticCurve = "1.2.840.10045.2.1";
    public const string NistP256 = "1.2.840.10045.3.1.7";
    public const string NistP384 = "1.3.132.0.34";
    public const string NistP521 = "1.3.132.0.35";

    // RFC 3370, RFC 3565
    public const string TripleDesCbc = "1.2.840.113549.3.7";
    public const string Rc2Cbc = "1.2.840.113549.3.2";
    public const string Aes128Cbc = "2.16.840.1.101.3.4.1.2";
    public const string Aes192Cbc = "2.16.840.1.101.3.4.1.22";
    public const string Aes256Cbc = "2.16.840.1.101.3.4.1.42";

    // RFC 7292, appendix C
    public const string PbeRc4With128Bits = "1.2.840.113549.1.12.1.1";
    public const string PbeRc4With40Bits = "1.2.840.113549.1.12.1.2";
    public const string PbeTripleDesWith3Keys = "1.2.840.113549.1.12.1.3";
    public const string PbeTripleDesWith2Keys = "1.2.840.113549.1.12.1.4";
    public const string PbeRc2With128Bits = "1.2.840.113549.1.12.1.5";
    public const string PbeRc2With40Bits = "1.2.840.113549.1.12.1.6";

    // RFC 8018
    public const string Pbkdf2 = "1.2.840.113549.1.5.12";
    public const string Pbes2 = "1.2.840.113549.1.5.13";
    public const string HmacSha1 = "1.2.840.113549.2.7";
    public const string HmacSha256 = "1.2.840.113549.2.9";
    public const string HmacSha384 = "1.2.840.113549.2.10";
    public const string HmacSha512 = "1.2.840.113549.2.11";

    public const string Sha1 = "1.3.14.3.2.26";
    public const string Sha256 = "2.16.840.1.101.3.4.2.1";
    public const string Sha384 = "2.16.840.1.101.3.4.2.2";
    public const string Sha512 = "2.16.840.1.101.3.4.2.3";

    // RFC 7292, section 4.2; RFC 2985
    public const string KeyBag = "1.2.840.113549.1.12.10.1.1";
    public const string ShroudedKeyBag = "1.2.840.113549.1.12.10.1.2";
    public const string CertificateBag = "1.2.840.113549.1.12.10.1.3";
    public const string SafeContentsBag = "1.2.840.113549.1.12.10.1.6";
    public const string X509Certificate = "1.2.840.113549.1.9.22.1";

    /// <summary>The name of an unsupported algorithm. The identifier itself comes from the message and is never repeated.</summary>
    public static string Describe(string identifier) => identifier switch
    {
        PbeRc2With40Bits => "RC2 with 40 bits",
        PbeRc2With128Bits => "RC2 with 128 bits",
        Rc2Cbc => "RC2",
        PbeRc4With40Bits or PbeRc4With128Bits => "RC4",
        _ => "an unknown algorithm",
    };
}
