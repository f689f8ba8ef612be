namespace Daybreak.Simulator.Faults;

/// <summary>Selects the fault for each request.</summary>
/// <remarks>
/// The first matching fault that is active and not used up applies. A request counts only for the faults that it reaches, so <c>times: 2</c>
/// followed by <c>times: 1</c> is a sequence of three. Faults that are switched on at run time precede the scenario's.
/// </remarks>
public sealed class FaultSchedule
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly LiveFaults _live;
    private readonly Entry[] _scenario;
    private readonly Lock _gate = new();

    /// <summary>Creates a schedule that starts now.</summary>
    /// <param name="faults">The scenario's faults.</param>
    /// <param name="time">The clock.</param>
    /// <param name="live">Faults that are switched on at run time, which take precedence.</param>
    public FaultSchedule(IReadOnlyList<Fault> faults, TimeProvider time, LiveFaults live)
    {
        _live = live;
        (_time, _start) = (time, time.GetTimestamp());
        _scenario = [.. faults.Select(fault => new Entry(fault))];
    }

    /// <summary>The fault for the next request with this operation, or <see langword="null"/>.</summary>
    public Fault? Next(string operation)
    {
        if (_live.Next(operation) is { } switchedOn) return switchedOn;
        if (_scenario.Length == 0) return null;
        var now = _time.GetElapsedTime(_start);
        lock (_gate) return Array.Find(_scenario, entry => entry.Applies(operation, now))?.Fault;
    }

    private sealed class Entry(Fault fault)
    {
        private long _reached;

        public Fault Fault { get; } = fault;

        public bool Applies(string operation, TimeSpan now)
        {
            if (!Fault.On.Matches(operation) || now < Fault.From || now >= Fault.Until) return false;
            if (Fault.Times is { } times && _reached >= Fault.After + (long)times) return false;
            return ++_reached > Fault.After;
        }
    }
}
