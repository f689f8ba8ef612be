namespace Daybreak.Simulator.Faults;

/// <summary>Faults that are switched on while the platform runs, each for so many requests or so long.</summary>
/// <remarks>The one that was switched on last strikes first. One that is used up or over is gone.</remarks>
public sealed class LiveFaults(TimeProvider time)
{
    /// <summary>How many may be on at a time.</summary>
    public const int Limit = 50;

    private readonly List<LiveFault> _on = [];
    private readonly Lock _gate = new();
    private int _last;

    /// <summary>Something was switched on or off, has struck or is used up. Raised on the thread that did it; must be quick.</summary>
    public event Action? Changed;

    /// <summary>Those that are on, newest first.</summary>
    public IReadOnlyList<LiveFault> On
    {
        get
        {
            lock (_gate)
            {
                RemoveThoseOver();
                return [.. _on];
            }
        }
    }

    /// <summary>Switches one on; false when <see cref="Limit"/> are on already.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="fault">What goes wrong; its own counts and place are not looked at.</param>
    /// <param name="patterns">Which requests.</param>
    /// <param name="extent">How long.</param>
    public bool SwitchOn(string name, Fault fault, IReadOnlyList<OperationPattern> patterns, FaultExtent extent)
    {
        lock (_gate)
        {
            RemoveThoseOver();
            if (_on.Count >= Limit) return false;
            var until = extent.Time is { } length ? time.GetUtcNow() + length : (DateTimeOffset?)null;
            _on.Insert(0, new LiveFault(++_last, name, fault with { Place = $"page: {name}," }, patterns, extent.Requests, until));
        }
        Changed?.Invoke();
        return true;
    }

    /// <summary>Switches one off, or all for <see langword="null"/>; false when there was none.</summary>
    public bool SwitchOff(int? number)
    {
        bool any;
        lock (_gate) any = _on.RemoveAll(fault => number is null || fault.Number == number) > 0;
        if (any) Changed?.Invoke();
        return any;
    }

    /// <summary>The fault for the next request of this operation, or <see langword="null"/>.</summary>
    public Fault? Next(string operation)
    {
        Fault struck;
        lock (_gate)
        {
            if (_on.Count == 0) return null;
            RemoveThoseOver();
            var index = _on.FindIndex(fault => fault.Patterns.Any(pattern => pattern.Matches(operation)));
            if (index < 0) return null;
            var found = _on[index];
            struck = found.Fault with { On = found.Patterns.First(pattern => pattern.Matches(operation)) };
            if (found.Remaining is { } remaining)
            {
                if (remaining == 1) _on.RemoveAt(index);
                else _on[index] = found with { Remaining = remaining - 1 };
            }
        }
        Changed?.Invoke();
        return struck;
    }

    private void RemoveThoseOver() => _on.RemoveAll(fault => fault.Until <= time.GetUtcNow());
}

/// <summary>How long a fault stays on: one of the two.</summary>
/// <param name="Requests">So many requests.</param>
/// <param name="Time">So long.</param>
public sealed record FaultExtent(int? Requests, TimeSpan? Time);

/// <summary>A fault that is on.</summary>
/// <param name="Number">By which it can be switched off.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Fault">What goes wrong.</param>
/// <param name="Patterns">Which requests.</param>
/// <param name="Remaining">How many requests it still hits; <see langword="null"/> when it goes by time.</param>
/// <param name="Until">When it ends; <see langword="null"/> when it goes by requests.</param>
public sealed record LiveFault(int Number, string Name, Fault Fault, IReadOnlyList<OperationPattern> Patterns, int? Remaining, DateTimeOffset? Until);
