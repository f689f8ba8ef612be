namespace Daybreak.Certificates.Cms;

/// <summary>The encryptions of the content key that are supported: RSA with PKCS #1 v1.5 padding, and with OAEP (RFC 8017, appendix A.2.1).</summary>
/// <remarks>The platform uses v1.5 with DES_EDE3_CBC and OAEP with empty parameters (SHA-1) with AES128_CBC.</remarks>
internal static class KeyTransport
{
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Context1 = new(TagClass.ContextSpecific, 1);

    /// <summary>Null when <paramref name="algorithm"/> is supported. The library itself reports only that decryption failed.</summary>
    public static Failure? Check(System.Security.Cryptography.Pkcs.AlgorithmIdentifier algorithm)
    {
        switch (algorithm.Oid.Value)
        {
            case ObjectIdentifiers.Rsa:
                return null;
            case ObjectIdentifiers.RsaOaep:
                try
                {
                    return IsSupportedOaep(new AsnReader(algorithm.Parameters, AsnEncodingRules.BER))
                        ? null
                        : Failure.BadData(FailureReason.UnsupportedAlgorithm, "The content key is encrypted with OAEP parameters that are not supported.");
                }
                catch (AsnContentException)
                {
                    return Failure.BadData(FailureReason.NotCms, "The OAEP parameters do not conform to RFC 8017.");
                }

            default:
                return Failure.BadData(FailureReason.UnsupportedAlgorithm, $"The content key is encrypted with {ObjectIdentifiers.Describe(algorithm.Oid.Value!)}.");
        }
    }

    // .NET supports neither a label nor two different hashes.
    private static bool IsSupportedOaep(AsnReader parameters)
    {
        if (!parameters.HasData) return true;
        var fields = parameters.ReadSequence();
        string hash = ObjectIdentifiers.Sha1, mask = ObjectIdentifiers.Sha1;
        if (fields.HasData && fields.PeekTag().HasSameClassAndValue(Context0))
            hash = fields.ReadSequence(Context0).ReadAlgorithm().Identifier;
        if (fields.HasData && fields.PeekTag().HasSameClassAndValue(Context1))
        {
            var generation = fields.ReadSequence(Context1).ReadAlgorithm();
            if (generation.Identifier != ObjectIdentifiers.Mgf1) return false;
            mask = generation.ReadParameters().ReadAlgorithm().Identifier;
        }

        return !fields.HasData && hash == mask && Hashes.FromDigest(hash) is not null;
    }
}
