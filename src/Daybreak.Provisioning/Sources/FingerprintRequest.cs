using Daybreak.Platform.Media;

namespace Daybreak.Provisioning.Sources;

/// <summary>Which certificates the media asks for.</summary>
/// <param name="PublicKeys">Fingerprints of public keys that have no value of their own.</param>
/// <param name="KeyPairs">Key pairs.</param>
public sealed record FingerprintRequest(IReadOnlyList<string> PublicKeys, IReadOnlyList<OvfKeyPair> KeyPairs)
{
    /// <summary>Whether nothing is asked for: the usual case, and then nothing is fetched.</summary>
    public bool IsEmpty => PublicKeys.Count == 0 && KeyPairs.Count == 0;

    /// <summary>What a document asks for. Public keys by fingerprint are not needed where IMDS has the keys themselves.</summary>
    public static FingerprintRequest Of(OvfEnvironment media, bool imdsHasKeys) =>
        new(imdsHasKeys ? [] : [.. media.PublicKeys.Where(key => key.Value is null).Select(key => key.Fingerprint).OfType<string>().Distinct()], media.KeyPairs);
}
