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

    /// <summary>Looks until the media is there. A path that was named, and is not there, will not come.</summary>
    public MediaOutcome WaitFor(MediaOutcome found, Deadline deadline)
    {
        if (!reader.IsSearch) return found;
        var end = deadline.AtMost(wait);
        while (found.Environment is null && !end.HasPassed)
        {
            deadline.Clock.Wait(Interval);
            found = reader.Look();
        }
        return found;
    }
}
