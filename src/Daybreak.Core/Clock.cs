namespace Daybreak.Core;

/// <summary>The time and the only way to wait for it: tests give one whose waits pass at once.</summary>
/// <param name="time">Where the time comes from; only its monotonic timestamps decide anything.</param>
/// <param name="wait">Waits for so long.</param>
public sealed class Clock(TimeProvider time, Action<TimeSpan> wait)
{
    /// <summary>The machine's clock.</summary>
    public static Clock System { get; } = new(TimeProvider.System, Sleep);

    /// <summary>Where the time comes from.</summary>
    public TimeProvider Time => time;

    /// <summary>The wall clock, for log lines and file stamps. It may stand in 1970 at a first boot.</summary>
    public DateTimeOffset UtcNow => time.GetUtcNow();

    /// <summary>Waits; nothing for a time that is not positive.</summary>
    public void Wait(TimeSpan length)
    {
        if (length > TimeSpan.Zero) wait(length);
    }

#pragma warning disable RS0030 // This is the one wait that the ban is about.
    private static void Sleep(TimeSpan length) => Thread.Sleep(length);
#pragma warning restore RS0030
}
