using System.Formats.Asn1;
using System.Security.Cryptography;
using Daybreak.Certificates.Asn1;
using Daybreak.Certificates.Ciphers;

namespace Daybreak.Certificates.Cms;

/// <summary>How the content key was encrypted: RSA with PKCS #1 v1.5 padding, or with OAEP (RFC 8017, appendix A.2.1).</summary>
/// <remarks>The platform uses v1.5 with DES_EDE3_CBC and OAEP with empty parameters (SHA-1) with AES128_CBC.</remarks>
internal static class KeyTransport
{
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Context1 = new(TagClass.ContextSpecific, 1);

    /// <summary>The padding that <paramref name="algorithm"/> names.</summary>
    public static Outcome<RSAEncryptionPadding> Padding(AlgorithmIdentifier algorithm)
    {
        switch (algorithm.Identifier)
        {
            case ObjectIdentifiers.Rsa:
                return RSAEncryptionPadding.Pkcs1;
            case ObjectIdentifiers.RsaOaep:
                try
                {
                    return ReadOaep(algorithm.ReadParameters()) is { } padding
                        ? padding
                        : new Failure(FailureReason.UnsupportedAlgorithm, "The content key is encrypted with OAEP parameters that are not known here.");
                }
                catch (AsnContentException)
                {
                    return new Failure(FailureReason.NotCms, "The parameters of OAEP are not as RFC 8017 has them.");
                }

            default:
                return new Failure(FailureReason.UnsupportedAlgorithm, $"The content key is encrypted with {ObjectIdentifiers.Describe(algorithm.Identifier)}.");
        }
    }

    private static RSAEncryptionPadding? ReadOaep(AsnReader parameters)
    {
        if (!parameters.HasData) return RSAEncryptionPadding.OaepSHA1;
        var fields = parameters.ReadSequence();
        HashAlgorithmName? hash = HashAlgorithmName.SHA1, mask = HashAlgorithmName.SHA1;
        if (fields.HasData && fields.PeekTag().HasSameClassAndValue(Context0))
            hash = Hashes.FromDigest(AlgorithmIdentifier.Read(fields.ReadSequence(Context0)).Identifier);
        if (fields.HasData && fields.PeekTag().HasSameClassAndValue(Context1))
        {
            var generation = AlgorithmIdentifier.Read(fields.ReadSequence(Context1));
            if (generation.Identifier != ObjectIdentifiers.Mgf1) return null;
            mask = Hashes.FromDigest(AlgorithmIdentifier.Read(generation.ReadParameters()).Identifier);
        }

        // .NET offers no label and no second hash for the mask; nobody in this exchange uses either.
        return fields.HasData || hash is null || hash != mask ? null : RSAEncryptionPadding.CreateOaep(hash.Value);
    }
}
