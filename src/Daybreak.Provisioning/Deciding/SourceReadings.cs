using Daybreak.Platform.Imds;
using Daybreak.Platform.Media;

namespace Daybreak.Provisioning.Deciding;

/// <summary>What the sources returned, before anything is decided.</summary>
public sealed record SourceReadings
{
    /// <summary>The VM id of the machine's firmware; null if it has none.</summary>
    public VmId? Machine { get; init; }

    /// <summary>The instance document of IMDS; null if it could not be fetched.</summary>
    public ImdsInstance? Imds { get; init; }

    /// <summary>The media's document; null if there is none, or if it was refused.</summary>
    public OvfEnvironment? Media { get; init; }

    /// <summary>Why the media was refused; null if it is used, or if there is none.</summary>
    public string? MediaRefusal { get; init; }

    /// <summary>The keys for the media's fingerprints, from the goal state's certificates.</summary>
    public CertificateKeys Certificates { get; init; } = CertificateKeys.None;
}

/// <summary>Keys from the goal state's certificates.</summary>
/// <param name="PublicKeys">The public keys that the media names by fingerprint only.</param>
/// <param name="KeyPairs">The key pairs that the media names.</param>
public sealed record CertificateKeys(IReadOnlyList<string> PublicKeys, IReadOnlyList<KeyPair> KeyPairs)
{
    /// <summary>No keys.</summary>
    public static CertificateKeys None { get; } = new([], []);
}
