namespace Daybreak.Platform.Media;

/// <summary>The result of one search for the provisioning media.</summary>
/// <param name="Environment">The content of the media; null if there is no usable media.</param>
/// <param name="Origin">The device or path of the media; null if there is none.</param>
/// <param name="Failure">Why the media is unusable.</param>
/// <param name="MayComeLate">Whether a later search may find more: a drive was not ready, or a disc could not be read.</param>
/// <param name="Story">One line for each device.</param>
public sealed record MediaOutcome(OvfEnvironment? Environment, string? Origin, Failure? Failure, bool MayComeLate, IReadOnlyList<string> Story)
{
    /// <summary>Why there is no media, in one sentence.</summary>
    public string Absence => Story.Count == 0 ? "no optical drive and no small disk found" : string.Join("; ", Story);
}
