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
    private readonly List<TimeSpent> spans = [];

    /// <summary>What was measured so far, in the order it began.</summary>
    public IReadOnlyList<TimeSpent> Spans
    {
        get
        {
            var ordered = new List<TimeSpent>(spans);
            ordered.Sort((one, other) => one.StartMilliseconds.CompareTo(other.StartMilliseconds));
            return ordered;
        }
    }

    /// <summary>The latest measurement of a part.</summary>
    public TimeSpent Last(string name) => spans.Last(span => span.Name == name);

    /// <summary>Since the beginning of the run.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(began);

    /// <summary>Measures a part of the run.</summary>
    public T Measure<T>(string name, Func<T> part)
    {
        var start = Elapsed;
        try
        {
            return part();
        }
        finally
        {
            spans.Add(new TimeSpent(name, start.TotalMilliseconds, (Elapsed - start).TotalMilliseconds));
        }
    }
}
