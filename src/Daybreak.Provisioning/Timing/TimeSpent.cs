namespace Daybreak.Provisioning.Timing;

/// <summary>One measured part of a run.</summary>
/// <param name="Name">The name of a step, or of another part such as "IMDS".</param>
/// <param name="StartMilliseconds">Since the start of the run.</param>
/// <param name="Milliseconds">The duration.</param>
public sealed record TimeSpent(string Name, double StartMilliseconds, double Milliseconds);

/// <summary>Measures the parts of one run.</summary>
/// <param name="time">Provides monotonic timestamps.</param>
public sealed class Stopwatch(TimeProvider time)
{
    private readonly long began = time.GetTimestamp();
    private readonly SortedList<int, TimeSpent> spans = [];
    private int begun;

    /// <summary>The measured parts, by start.</summary>
    public IReadOnlyList<TimeSpent> Spans => [.. spans.Values];

    /// <summary>The latest measurement of a part.</summary>
    public TimeSpent Last(string name) => spans.Values.Last(span => span.Name == name);

    /// <summary>The time since the start of the run.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(began);

    /// <summary>Measures a part of the run, from now until the result is disposed.</summary>
    public IDisposable Begin(string name) => new Part(this, name);

    private sealed class Part(Stopwatch stopwatch, string name) : IDisposable
    {
        // Two parts may begin within one tick of the clock.
        private readonly int order = stopwatch.begun++;
        private readonly TimeSpan start = stopwatch.Elapsed;

        public void Dispose() =>
            stopwatch.spans.Add(order, new TimeSpent(name, start.TotalMilliseconds, (stopwatch.Elapsed - start).TotalMilliseconds));
    }
}
