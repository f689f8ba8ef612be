namespace Daybreak.Simulator.Storm;

/// <summary>The measurements of a storm: a time for each VM and step, and the errors by kind.</summary>
/// <param name="vms">The number of VMs.</param>
internal sealed class Measurements(int vms)
{
    private readonly Dictionary<Step, float[]> _times = Enum.GetValues<Step>().ToDictionary(step => step, _ => Empty(vms));
    private readonly ConcurrentDictionary<string, int> _errors = new();

    /// <summary>The number of errors by kind.</summary>
    public IReadOnlyDictionary<string, int> Errors => _errors;

    /// <summary>Records the time of a step.</summary>
    public void Record(Step step, int vm, TimeSpan time) => _times[step][vm] = (float)time.TotalMilliseconds;

    /// <summary>Counts an error.</summary>
    public void Error(string kind) => _errors.AddOrUpdate(kind, 1, (_, count) => count + 1);

    /// <summary>The distribution of the times of some steps.</summary>
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

/// <summary>The measured steps.</summary>
internal enum Step
{
    /// <summary>Getting the metadata.</summary>
    Metadata,

    /// <summary>Getting the goal state.</summary>
    GoalState,

    /// <summary>Sending the report in XML.</summary>
    XmlReport,

    /// <summary>Sending the report in JSON.</summary>
    JsonReport,

    /// <summary>All steps, from the VM's start to the accepted report, including the wait for a connection.</summary>
    Ready,
}

/// <summary>A distribution of times in milliseconds; NaN if there are none.</summary>
public sealed record Distribution(int Count, double P50, double P90, double P99, double Max)
{
    /// <summary>The distribution of unsorted times. A percentile is the smallest time that at least this part of the times does not exceed.</summary>
    public static Distribution Of(float[] times)
    {
        Array.Sort(times);
        double At(double part) => times.Length == 0 ? double.NaN : Math.Round(times[Math.Max(0, (int)Math.Ceiling(part * times.Length) - 1)], 2);
        return new Distribution(times.Length, At(0.5), At(0.9), At(0.99), At(1));
    }
}
