using Daybreak.Certificates.OpenSsh;
using Daybreak.Certificates.Pfx;

namespace Daybreak.Certificates.GoalState;

/// <summary>The certificates of a goal state, each with its private key if the platform sent one.</summary>
internal sealed class GoalStateCertificates : IDisposable
{
    private readonly Dictionary<string, PrivateKey> _keys = new(StringComparer.Ordinal);
    private readonly List<GoalStateCertificate> _certificates = [];

    private GoalStateCertificates(Remarks remarks) => Remarks = remarks;

    /// <summary>In the order of the PFX, without duplicates.</summary>
    public IReadOnlyList<GoalStateCertificate> Certificates => _certificates;

    public Remarks Remarks { get; }

    /// <summary>Matches private keys and certificates by their public keys. The attributes of the bags are not used.</summary>
    /// <remarks>A certificate without a private key is normal: the platform sends its own that way. A private key without a certificate is skipped.</remarks>
    public static Outcome<GoalStateCertificates> From(PfxContents contents)
    {
        var result = new GoalStateCertificates(contents.Remarks);
        var failure = result.ReadKeys(contents.PrivateKeys) ?? result.ReadCertificates(contents.Certificates);
        if (failure is null) return result;
        result.Dispose();
        return failure;
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values) key.Dispose();
    }

    private Failure? ReadKeys(List<ReadOnlyMemory<byte>> encodedKeys)
    {
        if (encodedKeys.Count > Limits.PrivateKeys) return new Failure(FailureReason.TooLarge, $"The PFX has more than {Limits.PrivateKeys} private keys.");
        foreach (var encoded in encodedKeys)
        {
            if (PrivateKey.Read(encoded) is not { } key)
                Remarks.Add($"A private key was skipped: it is malformed, longer than {Limits.RsaBits} bits, or neither RSA nor NIST P-256, P-384 or P-521.");
            else if (!_keys.TryAdd(key.PublicKey, key))
                key.Dispose();
        }

        return null;
    }

    private Failure? ReadCertificates(List<ReadOnlyMemory<byte>> encodedCertificates)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var encoded in encodedCertificates)
        {
            if (X509Fields.Read(encoded) is not { } fields)
            {
                Remarks.Add("A malformed certificate was skipped.");
                continue;
            }

            if (!seen.Add(Thumbprint(encoded.Span))) continue;
            if (seen.Count > Limits.Certificates) return new Failure(FailureReason.TooLarge, $"The PFX has more than {Limits.Certificates} certificates.");

            var publicKey = SshPublicKey.FromSubjectPublicKeyInfo(fields.SubjectPublicKeyInfo);
            PrivateKey? key = null;
            if (publicKey is not null && _keys.TryGetValue(publicKey, out key)) used.Add(publicKey);
            _certificates.Add(new GoalStateCertificate(Thumbprint(encoded.Span), fields.Subject, publicKey, key));
        }

        if (used.Count < _keys.Count) Remarks.Add("A private key without a certificate was skipped.");
        return null;
    }

    // CA5350: the platform identifies certificates by SHA-1. It is not used for security here.
#pragma warning disable CA5350
    private static string Thumbprint(ReadOnlySpan<byte> certificate) => Convert.ToHexString(SHA1.HashData(certificate));
#pragma warning restore CA5350
}
