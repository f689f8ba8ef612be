namespace Daybreak.Provisioning.Timing;

/// <summary>One part of a run.</summary>
/// <param name="Name">A step's name, or a part of the flow such as "IMDS".</param>
/// <param name="StartMilliseconds">From the beginning of the run.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record TimeSpent(string Name, double StartMilliseconds, double Milliseconds);

/// <summary>Keeps the time of one run.</summary>
/// <param name="time">Its monotonic timestamps are used.</param>
public sealed class Stopwatch(TimeProvider time)
{
    private readonly long began = time.GetTimestamp();
    private readonly SortedList<int, TimeSpent> spans = [];
    private int begun;

    /// <summary>What was measured so far, in the order it began.</summary>
    public IReadOnlyList<TimeSpent> Spans => [.. spans.Values];

    /// <summary>The latest measurement of a part.</summary>
    public TimeSpent Last(string name) => spans.Values.Last(span => span.Name == name);

    /// <summary>Since the beginning of the run.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(began);

    /// <summary>Measures a part of the run.</summary>
    public T Measure<T>(string name, Func<T> part)
    {
        // Two parts may begin within one tick of the clock.
        int order = begun++;
        var start = Elapsed;
        try
        {
            return part();
        }
        finally
        {
            spans.Add(order, new TimeSpent(name, start.TotalMilliseconds, (Elapsed - start).TotalMilliseconds));
        }
    }
}
