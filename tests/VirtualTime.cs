using Daybreak.Core;

namespace Daybreak.Tests;

/// <summary>A clock that advances only when a test waits, without a delay.</summary>
internal sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private long ticks;

    public VirtualTime()
        : this(new DateTimeOffset(2026, 7, 27, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public Clock Clock => field ??= new Clock(this, Pass);

    public List<TimeSpan> Waits { get; } = [];

    public TimeSpan Elapsed => TimeSpan.FromTicks(Volatile.Read(ref ticks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => start + Elapsed;

    private void Pass(TimeSpan length)
    {
        Waits.Add(length);
        Interlocked.Add(ref ticks, length.Ticks);
    }
}
