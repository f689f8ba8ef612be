using System.Formats.Asn1;
using System.Security.Cryptography;
using Daybreak.Certificates.Asn1;
using Daybreak.Certificates.Ciphers;

namespace Daybreak.Certificates.Pfx;

/// <summary>The check that a PFX carries over its content (RFC 7292, section 4).</summary>
/// <remarks>
/// With an empty password it is a checksum, no proof of origin. So a PFX without one, or with one of a newer kind (PBMAC1, RFC 9579), is read and
/// remarked upon; one that does not match is refused.
/// </remarks>
internal sealed record PfxIntegrity(HashAlgorithmName Hash, byte[] Code, byte[] Salt, int Iterations)
{
    /// <summary>Null when the kind of check is not known here.</summary>
    /// <exception cref="AsnContentException">The element is not the check of a PFX.</exception>
    public static PfxIntegrity? Read(AsnReader reader)
    {
        var macData = reader.ReadSequence();
        var digestInfo = macData.ReadSequence();
        var algorithm = AlgorithmIdentifier.Read(digestInfo);
        var code = digestInfo.ReadOctetString();
        var salt = macData.ReadOctetString();
        var iterations = 1;
        // A count that no number holds cannot be paid for either.
        if (macData.HasData && !macData.TryReadInt32(out iterations)) iterations = int.MaxValue;
        if (salt.Length > Limits.SaltBytes) throw new AsnContentException("The salt is too long.");
        return Hashes.FromDigest(algorithm.Identifier) is { } hash ? new PfxIntegrity(hash, code, salt, iterations) : null;
    }

    /// <summary>Null when <paramref name="content"/> is what was protected.</summary>
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
            : new Failure(FailureReason.DecryptFailed, "The PFX's integrity check does not match: it is damaged, or its password is not empty.");
    }
}
