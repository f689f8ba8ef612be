using Daybreak.Platform.Media;

namespace Daybreak.Provisioning.Sources;

/// <summary>The provisioning media: one search, then a bounded wait if the media is expected.</summary>
/// <param name="reader">Searches.</param>
/// <param name="wait">How long to wait for an expected disc.</param>
public sealed class MediaSource(MediaReader reader, TimeSpan wait)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan EarlyForDriver = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EarlyInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Searches once.</summary>
    public MediaOutcome Look() => reader.Look();

    /// <summary>Searches the drives after the one with a disc for another VM.</summary>
    /// <param name="refused">The device of that disc.</param>
    /// <returns>Null if there is no other disc.</returns>
    public MediaOutcome? LookPast(string? refused) =>
        reader.IsSearch && refused is not null && reader.Look(refused) is { Environment: not null } other ? other : null;

    /// <summary>Whether a later search may find more. It cannot if a path was given, or if the document is invalid.</summary>
    public bool CanComeLate(MediaOutcome found) => reader.IsSearch && found.Environment is null && (found.Failure is null || found.MayComeLate);

    /// <summary>Searches until the media is found, or cannot be used.</summary>
    public MediaOutcome WaitFor(MediaOutcome found, Deadline deadline) => WaitUntil(found, deadline.AtMost(wait), Interval);

    /// <summary>Searches in the local phase. The wait delays the network, so it is short unless a drive waits for its driver.</summary>
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
