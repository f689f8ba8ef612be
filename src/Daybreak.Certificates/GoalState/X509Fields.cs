using System.Security.Cryptography.X509Certificates;

namespace Daybreak.Certificates.GoalState;

/// <summary>Two fields of a certificate (RFC 5280, section 4.1). The certificate is not verified: the platform identifies it by its thumbprint.</summary>
internal sealed record X509Fields(string Subject, ReadOnlyMemory<byte> SubjectPublicKeyInfo)
{
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);

    /// <summary>Null when <paramref name="encoded"/> is not an X.509 certificate.</summary>
    public static X509Fields? Read(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.Length > Limits.CertificateBytes || DerBounds.Check(encoded.Span, FailureReason.NotPfx) is not null) return null;
        try
        {
            var toBeSigned = new AsnReader(encoded, AsnEncodingRules.BER).ReadSequence().ReadSequence();
            if (toBeSigned.PeekTag().HasSameClassAndValue(Context0)) _ = toBeSigned.ReadEncodedValue(); // version
            _ = toBeSigned.ReadInteger(); // serial number
            _ = toBeSigned.ReadSequence(); // signature algorithm
            _ = toBeSigned.ReadSequence(); // issuer
            _ = toBeSigned.ReadSequence(); // validity
            var subject = toBeSigned.ReadEncodedValue();
            return new X509Fields(Name(subject), toBeSigned.ReadEncodedValue());
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return null;
        }
    }

    private static string Name(ReadOnlyMemory<byte> subject)
    {
        var name = new X500DistinguishedName(subject.Span).Name;
        return name.Length <= Limits.SubjectCharacters ? name : name[..Limits.SubjectCharacters];
    }
}
