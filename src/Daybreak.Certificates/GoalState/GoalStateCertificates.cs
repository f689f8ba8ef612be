using System.Security.Cryptography;
using Daybreak.Certificates.OpenSsh;
using Daybreak.Certificates.Pfx;

namespace Daybreak.Certificates.GoalState;

/// <summary>The certificates of a goal state, each with its private key where one came along.</summary>
internal sealed class GoalStateCertificates : IDisposable
{
    private readonly Dictionary<string, PrivateKey> _keys = new(StringComparer.Ordinal);
    private readonly List<GoalStateCertificate> _certificates = [];

    private GoalStateCertificates(Remarks remarks) => Remarks = remarks;

    /// <summary>In the order of the PFX, without repetitions.</summary>
    public IReadOnlyList<GoalStateCertificate> Certificates => _certificates;

    public Remarks Remarks { get; }

    /// <summary>Matches keys and certificates by their public halves; what the bags' attributes say about it is not asked.</summary>
    /// <remarks>A certificate without a key is normal (the platform's own comes so). A key without a certificate has no name and is left out.</remarks>
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
                Remarks.Add($"A private key that is malformed, longer than {Limits.RsaBits} bits, or neither RSA nor NIST P-256, P-384 or P-521 was left out.");
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
                Remarks.Add("A certificate that is malformed was left out.");
                continue;
            }

            if (!seen.Add(Thumbprint(encoded.Span))) continue;
            if (seen.Count > Limits.Certificates) return new Failure(FailureReason.TooLarge, $"The PFX has more than {Limits.Certificates} certificates.");

            var publicKey = SshPublicKey.FromSubjectPublicKeyInfo(fields.SubjectPublicKeyInfo);
            PrivateKey? key = null;
            if (publicKey is not null && _keys.TryGetValue(publicKey, out key)) used.Add(publicKey);
            _certificates.Add(new GoalStateCertificate(Thumbprint(encoded.Span), fields.Subject, publicKey, key));
        }

        if (used.Count < _keys.Count) Remarks.Add("A private key without a certificate was left out.");
        return null;
    }

    // CA5350: SHA-1 is a name here, chosen by the platform; nothing rests on its strength.
#pragma warning disable CA5350
    private static string Thumbprint(ReadOnlySpan<byte> certificate) => Convert.ToHexString(SHA1.HashData(certificate));
#pragma warning restore CA5350
}
