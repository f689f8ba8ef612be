namespace Daybreak.Simulator.Faults;

/// <summary>Decides, request by request, which fault strikes.</summary>
/// <remarks>
/// The first fault in the list that matches, is in its time and is not used up strikes, and only requests that reach a fault count for it.
/// So <c>times: 2</c> followed by <c>times: 1</c> is a sequence of three. Faults that are added while it runs stand before those of the scenario.
/// </remarks>
public sealed class FaultSchedule
{
    /// <summary>How many faults can be added at most.</summary>
    public const int AddedLimit = 100;

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly LiveFaults? _live;
    private readonly Entry[] _scenario;
    private readonly List<Entry> _added = [];
    private readonly Lock _gate = new();

    /// <summary>Begins to count, and its time begins to run.</summary>
    /// <param name="faults">The scenario's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="live">Those that the page switches on; they come before all others.</param>
    public FaultSchedule(IReadOnlyList<Fault> faults, TimeProvider time, LiveFaults? live = null)
    {
        _live = live;
        (_time, _start) = (time, time.GetTimestamp());
        _scenario = [.. faults.Select(fault => new Entry(fault, TimeSpan.Zero))];
    }

    /// <summary>The faults that were added, in order.</summary>
    public IReadOnlyList<Fault> Added
    {
        get
        {
            lock (_gate) return [.. _added.Select(entry => entry.Fault)];
        }
    }

    /// <summary>The fault for the next request of this operation, or <see langword="null"/>.</summary>
    public Fault? Next(string operation)
    {
        if (_live?.Next(operation) is { } switchedOn) return switchedOn;
        var now = _time.GetElapsedTime(_start);
        lock (_gate)
        {
            foreach (var entry in _added.Concat(_scenario))
            {
                if (entry.Strikes(operation, now)) return entry.Fault;
            }
            return null;
        }
    }

    /// <summary>Adds faults; their time windows count from now. False when there would be more than <see cref="AddedLimit"/>.</summary>
    public bool Add(IReadOnlyList<Fault> faults)
    {
        var now = _time.GetElapsedTime(_start);
        lock (_gate)
        {
            if (_added.Count + faults.Count > AddedLimit) return false;
            _added.AddRange(faults.Select(fault => new Entry(fault, now)));
            return true;
        }
    }

    /// <summary>Takes all added faults away; those of the scenario stay.</summary>
    public void Clear()
    {
        lock (_gate) _added.Clear();
    }

    private sealed class Entry(Fault fault, TimeSpan since)
    {
        private long _reached;

        public Fault Fault { get; } = fault;

        public bool Strikes(string operation, TimeSpan now)
        {
            if (!Fault.On.Matches(operation) || now < since + Fault.From || now >= since + Fault.Until) return false;
            if (Fault.Times is { } times && _reached >= Fault.After + (long)times) return false;
            return ++_reached > Fault.After;
        }
    }
}
