namespace Daybreak.Simulator.Faults;

/// <summary>Decides, request by request, which fault of a scenario strikes.</summary>
/// <remarks>
/// The first fault in the list that matches and is not used up strikes, and only requests that reach a fault count for it.
/// So <c>times: 2</c> followed by <c>times: 1</c> is a sequence of three.
/// </remarks>
public sealed class FaultSchedule(IReadOnlyList<Fault> faults)
{
    private readonly long[] _reached = new long[faults.Count];
    private readonly Lock _gate = new();

    /// <summary>The fault for the next request of this operation, or <see langword="null"/>.</summary>
    public Fault? Next(string operation)
    {
        lock (_gate)
        {
            for (var i = 0; i < faults.Count; i++)
            {
                var fault = faults[i];
                if (!fault.On.Matches(operation)) continue;
                if (fault.Times is { } times && _reached[i] >= fault.After + (long)times) continue;
                if (++_reached[i] > fault.After) return fault;
            }
            return null;
        }
    }
}
