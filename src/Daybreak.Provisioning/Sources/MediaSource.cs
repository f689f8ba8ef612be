using Daybreak.Platform.Media;

namespace Daybreak.Provisioning.Sources;

/// <summary>The provisioning media: one look at first, and a bounded wait where it is expected and not there yet.</summary>
/// <param name="reader">Looks.</param>
/// <param name="wait">How long an expected disc may be late.</param>
public sealed class MediaSource(MediaReader reader, TimeSpan wait)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan EarlyForDriver = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EarlyInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks once.</summary>
    public MediaOutcome Look() => reader.Look();

    /// <summary>Looks past a disc that is another VM's, in the drives behind it.</summary>
    /// <param name="refused">Where it was found.</param>
    /// <returns>Null where there is no other.</returns>
    public MediaOutcome? LookPast(string? refused) =>
        reader.IsSearch && refused is not null && reader.Look(refused) is { Environment: not null } other ? other : null;

    /// <summary>
    /// Whether a later look can find more: a path that was named, and is not there, will not come, and a document that says what
    /// cannot be will say it again. A drive may be as late as its disc.
    /// </summary>
    public bool CanComeLate(MediaOutcome found) => reader.IsSearch && found.Environment is null && (found.Failure is null || found.MayComeLate);

    /// <summary>Looks until the media is there, or is there and cannot be used.</summary>
    public MediaOutcome WaitFor(MediaOutcome found, Deadline deadline) => WaitUntil(found, deadline.AtMost(wait), Interval);

    /// <summary>
    /// Looks before the network is there, while the drive may still be coming up. Short, because the network waits: what comes later
    /// is for the rest of the run. Longer only where a drive is known to be there, and its driver is on its way.
    /// </summary>
    public MediaOutcome LookEarly(Deadline deadline)
    {
        var end = deadline.AtMost(wait < EarlyForDriver ? wait : EarlyForDriver);
        var found = Look();
        while (CanComeLate(found) && reader.DriveIsComing && !end.HasPassed)
        {
            end.Clock.Wait(EarlyInterval);
            found = reader.Look();
        }
        return WaitUntil(found, deadline.AtMost(wait < Early ? wait : Early), EarlyInterval);
    }

    private MediaOutcome WaitUntil(MediaOutcome found, Deadline end, TimeSpan interval)
    {
        while (CanComeLate(found) && !end.HasPassed)
        {
            end.Clock.Wait(interval);
            found = reader.Look();
        }
        return found;
    }
}
