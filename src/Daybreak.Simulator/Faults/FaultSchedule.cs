namespace Daybreak.Simulator.Faults;

/// <summary>Decides, request by request, which fault strikes.</summary>
/// <remarks>
/// The first fault in the list that matches, is in its time and is not used up strikes, and only requests that reach a fault count for it.
/// So <c>times: 2</c> followed by <c>times: 1</c> is a sequence of three. Faults that are switched on while it runs stand before those of the scenario.
/// </remarks>
public sealed class FaultSchedule
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly LiveFaults _live;
    private readonly Entry[] _scenario;
    private readonly Lock _gate = new();

    /// <summary>Begins to count, and its time begins to run.</summary>
    /// <param name="faults">The scenario's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="live">Those that are switched on while the platform runs; they come before all others.</param>
    public FaultSchedule(IReadOnlyList<Fault> faults, TimeProvider time, LiveFaults live)
    {
        _live = live;
        (_time, _start) = (time, time.GetTimestamp());
        _scenario = [.. faults.Select(fault => new Entry(fault))];
    }

    /// <summary>The fault for the next request of this operation, or <see langword="null"/>.</summary>
    public Fault? Next(string operation)
    {
        if (_live.Next(operation) is { } switchedOn) return switchedOn;
        if (_scenario.Length == 0) return null;
        var now = _time.GetElapsedTime(_start);
        lock (_gate) return Array.Find(_scenario, entry => entry.Strikes(operation, now))?.Fault;
    }

    private sealed class Entry(Fault fault)
    {
        private long _reached;

        public Fault Fault { get; } = fault;

        public bool Strikes(string operation, TimeSpan now)
        {
            if (!Fault.On.Matches(operation) || now < Fault.From || now >= Fault.Until) return false;
            if (Fault.Times is { } times && _reached >= Fault.After + (long)times) return false;
            return ++_reached > Fault.After;
        }
    }
}
