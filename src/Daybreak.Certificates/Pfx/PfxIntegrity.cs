namespace Daybreak.Certificates.Pfx;

/// <summary>The integrity check of a PFX (RFC 7292, section 4).</summary>
/// <remarks>
/// With an empty password it is a checksum and does not prove the origin. A PFX without one is accepted. A PFX with one of a newer kind (PBMAC1,
/// RFC 9579) is accepted with a remark. A PFX whose check fails is refused.
/// </remarks>
internal sealed record PfxIntegrity(HashAlgorithmName Hash, byte[] Code, byte[] Salt, int Iterations)
{
    /// <summary>Null when the kind of check is unknown.</summary>
    /// <exception cref="AsnContentException">The element is not an integrity check.</exception>
    public static PfxIntegrity? Read(AsnReader reader)
    {
        var macData = reader.ReadSequence();
        var digestInfo = macData.ReadSequence();
        var algorithm = digestInfo.ReadAlgorithm();
        var code = digestInfo.ReadOctetString();
        var salt = macData.ReadSalt();
        var iterations = 1;
        // A count that does not fit exceeds the limit.
        if (macData.HasData && !macData.TryReadInt32(out iterations)) iterations = int.MaxValue;
        return Hashes.FromDigest(algorithm.Identifier) is { } hash ? new PfxIntegrity(hash, code, salt, iterations) : null;
    }

    /// <summary>Null when <paramref name="content"/> matches the check.</summary>
    public Failure? Verify(ReadOnlySpan<byte> content, PfxPassword password, KdfBudget budget)
    {
        if (!budget.TryPay(Iterations)) return KdfBudget.Exceeded;
        var size = Hashes.DigestBytes(Hash);
        Span<byte> key = stackalloc byte[size];
        Span<byte> expected = stackalloc byte[size];
        Pkcs12Kdf.Derive(Hash, password, Salt, Iterations, Pkcs12Kdf.Purpose.IntegrityKey, key);
        CryptographicOperations.HmacData(Hash, key, content, expected);
        return CryptographicOperations.FixedTimeEquals(expected, Code)
            ? null
            : Failure.BadData(FailureReason.DecryptFailed, "The integrity check of the PFX failed: it is damaged, or its password is not empty.");
    }
}
