using Daybreak.Core;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>A clock whose waits pass at once.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private DateTimeOffset began = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan elapsed;

    public VirtualTime() => Clock = new Clock(this, Pass);

    /// <summary>A machine whose clock stands at 1970 when it starts.</summary>
    public static VirtualTime In1970 => new() { began = DateTimeOffset.UnixEpoch };

    public Clock Clock { get; }

    public TimeSpan Elapsed => elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => began + elapsed;

    /// <summary>Somebody sets the clock: what is monotonic does not notice.</summary>
    public void Set(DateTimeOffset now) => began = now - elapsed;

    public void Pass(TimeSpan time) => elapsed += time;
}
