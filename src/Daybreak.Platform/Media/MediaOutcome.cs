namespace Daybreak.Platform.Media;

/// <summary>What one look for the provisioning media found.</summary>
/// <param name="Environment">What the media says; null when there is none, or it cannot be used.</param>
/// <param name="Origin">Where it was: a device or a path; null when there is none.</param>
/// <param name="Failure">Why the media that is there cannot be used.</param>
/// <param name="MayComeLate">Whether a drive was not ready, or a disc could not be read yet.</param>
/// <param name="Story">What was seen, one line a device.</param>
public sealed record MediaOutcome(OvfEnvironment? Environment, string? Origin, Failure? Failure, bool MayComeLate, IReadOnlyList<string> Story)
{
    /// <summary>The one thing to say when there is no media.</summary>
    public string Absence => Story.Count == 0 ? "there is no optical drive and no small disk" : string.Join("; ", Story);
}
