using System.Collections.Concurrent;

namespace Daybreak.Simulator.Storm;

/// <summary>What a storm has measured: a time for each VM and step, and the errors by kind.</summary>
/// <param name="vms">How many VMs.</param>
internal sealed class Tally(int vms)
{
    private readonly Dictionary<Step, float[]> _times = Enum.GetValues<Step>().ToDictionary(step => step, _ => Empty(vms));
    private readonly ConcurrentDictionary<string, int> _errors = new();

    /// <summary>Errors and how often each was seen.</summary>
    public IReadOnlyDictionary<string, int> Errors => _errors;

    /// <summary>Notes a step's time.</summary>
    public void Note(Step step, int vm, TimeSpan time) => _times[step][vm] = (float)time.TotalMilliseconds;

    /// <summary>Counts an error.</summary>
    public void Error(string kind) => _errors.AddOrUpdate(kind, 1, (_, count) => count + 1);

    /// <summary>The times of some steps together.</summary>
    public Distribution Distribution(params ReadOnlySpan<Step> steps)
    {
        var all = new List<float>();
        foreach (var step in steps) all.AddRange(_times[step].Where(time => !float.IsNaN(time)));
        return Storm.Distribution.Of([.. all]);
    }

    private static float[] Empty(int count)
    {
        var times = new float[count];
        Array.Fill(times, float.NaN);
        return times;
    }
}

/// <summary>What is measured.</summary>
internal enum Step
{
    /// <summary>The metadata.</summary>
    Metadata,

    /// <summary>The goal state.</summary>
    GoalState,

    /// <summary>The report in XML.</summary>
    XmlReport,

    /// <summary>The report in JSON.</summary>
    JsonReport,

    /// <summary>All of it, from switching on to the accepted report, with the wait for a free connection.</summary>
    Ready,
}

/// <summary>Times in milliseconds; NaN when there are none.</summary>
public sealed record Distribution(int Count, double P50, double P90, double P99, double Max)
{
    /// <summary>Of times in any order. A percentile is the smallest time that so many do not exceed.</summary>
    public static Distribution Of(float[] times)
    {
        Array.Sort(times);
        double At(double part) => times.Length == 0 ? double.NaN : Math.Round(times[Math.Max(0, (int)Math.Ceiling(part * times.Length) - 1)], 2);
        return new Distribution(times.Length, At(0.5), At(0.9), At(0.99), At(1));
    }
}
