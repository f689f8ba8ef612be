namespace Daybreak.Core;

/// <summary>A moment on the monotonic clock after which nothing is tried any more. It governs every wait and every request.</summary>
public sealed class Deadline
{
    private readonly Clock clock;
    private readonly long started;
    private readonly TimeSpan length;

    private Deadline(Clock clock, TimeSpan length)
    {
        this.clock = clock;
        this.length = length;
        started = clock.Time.GetTimestamp();
    }

    /// <summary>The clock that it is kept by.</summary>
    public Clock Clock => clock;

    /// <summary>What is left of it; zero when it has passed.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var left = length - clock.Time.GetElapsedTime(started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Whether it has passed.</summary>
    public bool HasPassed => Remaining == TimeSpan.Zero;

    /// <summary>A deadline so far from now.</summary>
    public static Deadline In(TimeSpan length, Clock clock) => new(clock, length);

    /// <summary>The earlier one of this and a time from now.</summary>
    public Deadline AtMost(TimeSpan limit) => limit < Remaining ? In(limit, clock) : this;
}
