using Daybreak.Platform.Media;

namespace Daybreak.Provisioning.Sources;

/// <summary>The certificates that the media names.</summary>
/// <param name="PublicKeys">Fingerprints of public keys without a value.</param>
/// <param name="KeyPairs">Key pairs.</param>
public sealed record FingerprintRequest(IReadOnlyList<string> PublicKeys, IReadOnlyList<OvfKeyPair> KeyPairs)
{
    /// <summary>Whether nothing needs to be fetched, which is the usual case.</summary>
    public bool IsEmpty => PublicKeys.Count == 0 && KeyPairs.Count == 0;

    /// <summary>The certificates that a document names. If IMDS has the public keys, those by fingerprint are not needed.</summary>
    public static FingerprintRequest Of(OvfEnvironment media, bool imdsHasKeys) =>
        new(imdsHasKeys ? [] : [.. media.PublicKeys.Where(key => key.Value is null).Select(key => key.Fingerprint).OfType<string>().Distinct()], media.KeyPairs);
}
