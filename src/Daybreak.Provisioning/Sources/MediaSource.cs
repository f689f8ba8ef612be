using Daybreak.Platform.Media;
using Daybreak.Platform.Time;

namespace Daybreak.Provisioning.Sources;

/// <summary>The provisioning media: one look at first, and a bounded wait where it is expected and not there yet.</summary>
/// <param name="reader">Looks.</param>
/// <param name="wait">How long an expected disc may be late.</param>
public sealed class MediaSource(MediaReader reader, TimeSpan wait)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Looks once.</summary>
    public MediaOutcome Look() => reader.Look();

    /// <summary>
    /// Whether a later look can find more: a path that was named, and is not there, will not come, and a document that says what
    /// cannot be will say it again. A drive may be as late as its disc.
    /// </summary>
    public bool CanComeLate(MediaOutcome found) => reader.IsSearch && found.Environment is null && (found.Failure is null || found.MayComeLate);

    /// <summary>Looks until the media is there, or is there and cannot be used.</summary>
    public MediaOutcome WaitFor(MediaOutcome found, Deadline deadline)
    {
        var end = deadline.AtMost(wait);
        while (CanComeLate(found) && !end.HasPassed)
        {
            deadline.Clock.Wait(Interval);
            found = reader.Look();
        }
        return found;
    }
}
