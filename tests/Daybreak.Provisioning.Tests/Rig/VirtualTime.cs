using Daybreak.Core;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>A clock that waits without delay.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private DateTimeOffset began = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan elapsed;

    public VirtualTime() => Clock = new Clock(this, Pass);

    /// <summary>The clock of a machine that starts in 1970.</summary>
    public static VirtualTime In1970 => new() { began = DateTimeOffset.UnixEpoch };

    public Clock Clock { get; }

    public TimeSpan Elapsed => elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => began + elapsed;

    /// <summary>Sets the wall clock. The monotonic clock does not change.</summary>
    public void Set(DateTimeOffset now) => began = now - elapsed;

    public void Pass(TimeSpan time) => elapsed += time;
}
