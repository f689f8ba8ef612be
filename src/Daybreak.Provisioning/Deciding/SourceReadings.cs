using Daybreak.Platform.Imds;
using Daybreak.Platform.Media;

namespace Daybreak.Provisioning.Deciding;

/// <summary>What the sources said, before anything is decided.</summary>
public sealed record SourceReadings
{
    /// <summary>The identity that the machine itself shows; null when it shows none.</summary>
    public VmId? Machine { get; init; }

    /// <summary>The instance document; null when the service could not be asked.</summary>
    public ImdsInstance? Imds { get; init; }

    /// <summary>The media's document; null when there is none, or it was refused.</summary>
    public OvfEnvironment? Media { get; init; }

    /// <summary>Why the media that was there is not used; null when it is used, or there was none.</summary>
    public string? MediaRefusal { get; init; }

    /// <summary>What the goal state's certificates brought for the media's fingerprints.</summary>
    public CertificateKeys Certificates { get; init; } = CertificateKeys.None;
}

/// <summary>Keys out of the goal state's certificates.</summary>
/// <param name="PublicKeys">Those that the media names by fingerprint alone.</param>
/// <param name="KeyPairs">Those that the media asks for.</param>
public sealed record CertificateKeys(IReadOnlyList<string> PublicKeys, IReadOnlyList<KeyPair> KeyPairs)
{
    /// <summary>None were asked for.</summary>
    public static CertificateKeys None { get; } = new([], []);
}
