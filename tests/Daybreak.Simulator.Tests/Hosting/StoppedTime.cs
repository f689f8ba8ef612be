namespace Daybreak.Simulator.Tests.Hosting;

/// <summary>A clock that only moves when the test moves it. Timers run in real time.</summary>
internal sealed class StoppedTime : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private long _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Pass(TimeSpan time) => Interlocked.Add(ref _elapsed, time.Ticks);

    public override long GetTimestamp() => Interlocked.Read(ref _elapsed);

    public override DateTimeOffset GetUtcNow() => _start + TimeSpan.FromTicks(GetTimestamp());
}
