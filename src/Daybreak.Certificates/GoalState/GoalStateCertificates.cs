using System.Security.Cryptography.X509Certificates;
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
    public static Result<GoalStateCertificates> From(PfxContents contents)
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
        if (encodedKeys.Count > Limits.PrivateKeys) return Failure.BadData(FailureReason.TooLarge, $"The PFX has more than {Limits.PrivateKeys} private keys.");
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
            if (Read(encoded.Span) is not { } certificate)
            {
                Remarks.Add("A malformed certificate was skipped.");
                continue;
            }

            if (!seen.Add(certificate.Thumbprint)) continue;
            if (seen.Count > Limits.Certificates) return Failure.BadData(FailureReason.TooLarge, $"The PFX has more than {Limits.Certificates} certificates.");
            if (certificate.OpenSshPublicKey is { } publicKey && _keys.TryGetValue(publicKey, out var key))
            {
                used.Add(publicKey);
                certificate = certificate with { PrivateKey = key };
            }

            _certificates.Add(certificate);
        }

        if (used.Count < _keys.Count) Remarks.Add("A private key without a certificate was skipped.");
        return null;
    }

    // The certificate is not verified: the platform identifies it by its thumbprint.
    private static GoalStateCertificate? Read(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length > Limits.CertificateBytes || DerBounds.Check(encoded, FailureReason.NotPfx) is not null) return null;
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(encoded);
            var subject = certificate.Subject;
            var publicKey = SshPublicKey.FromSubjectPublicKeyInfo(certificate.PublicKey.ExportSubjectPublicKeyInfo());
            return new GoalStateCertificate(certificate.Thumbprint, subject[..Math.Min(subject.Length, Limits.SubjectCharacters)], publicKey, PrivateKey: null);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>One certificate of the goal state.</summary>
/// <param name="Thumbprint">SHA-1 of its DER, 40 upper-case hexadecimal digits: <c>Fingerprint</c> in the provisioning media.</param>
/// <param name="Subject">Its subject name, for display; at most <see cref="Limits.SubjectCharacters"/> characters.</param>
/// <param name="OpenSshPublicKey">Null when OpenSSH does not support this kind of key.</param>
/// <param name="PrivateKey">Null when the platform did not send one.</param>
internal sealed record GoalStateCertificate(string Thumbprint, string Subject, string? OpenSshPublicKey, PrivateKey? PrivateKey);
