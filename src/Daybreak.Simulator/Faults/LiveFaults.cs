namespace Daybreak.Simulator.Faults;

/// <summary>The faults that are switched on while the platform runs, whoever did it: the page's buttons and the control endpoint have this one list.</summary>
/// <remarks>
/// The one that was switched on last is looked at first; of those that were switched on together, the first. One that is used up or over is gone.
/// Only requests that reach a fault count for it.
/// </remarks>
public sealed class LiveFaults(TimeProvider time)
{
    /// <summary>How many may be on at a time.</summary>
    public const int Limit = 100;

    private readonly List<LiveFault> _on = [];
    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private int _last;

    /// <summary>Something was switched on or off, has struck or is used up. Raised on the thread that did it; must be quick.</summary>
    public event Action? Changed;

    /// <summary>The clock by which faults begin and end: time since the list was made.</summary>
    public TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Those that are on, in the order in which they are looked at.</summary>
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
    /// <param name="fault">What goes wrong, how often and how long; its times count from now.</param>
    /// <param name="patterns">Which requests.</param>
    public bool SwitchOn(string name, Fault fault, IReadOnlyList<OperationPattern> patterns) => SwitchOn([(name, fault, patterns)]);

    /// <summary>Switches faults on as a scenario's list has them, each for its own pattern; false, and none is on, when there would be more than <see cref="Limit"/>.</summary>
    public bool SwitchOn(IReadOnlyList<Fault> faults) => SwitchOn([.. faults.Select(fault => (Name(fault), fault, (IReadOnlyList<OperationPattern>)[fault.On]))]);

    /// <summary>Switches one off, or all for <see langword="null"/>; false when there was none.</summary>
    public bool SwitchOff(int? number)
    {
        bool any;
        lock (_gate)
        {
            RemoveThoseOver();
            any = _on.RemoveAll(fault => number is null || fault.Number == number) > 0;
        }
        if (any) Changed?.Invoke();
        return any;
    }

    /// <summary>The fault for the next request of this operation, or <see langword="null"/>.</summary>
    public Fault? Next(string operation)
    {
        Fault? struck = null;
        var reached = false;
        lock (_gate)
        {
            if (_on.Count == 0) return null;
            RemoveThoseOver();
            var now = Now;
            for (var index = 0; index < _on.Count && struck is null; index++)
            {
                var fault = _on[index];
                if (fault.From > now || fault.Patterns.FirstOrDefault(pattern => pattern.Matches(operation)) is not { } matched) continue;
                reached = true;
                if (fault.Passing > 0)
                {
                    _on[index] = fault with { Passing = fault.Passing - 1 };
                    continue;
                }
                struck = fault.Fault with { On = matched };
                if (fault.Remaining == 1) _on.RemoveAt(index);
                else if (fault.Remaining is { } remaining) _on[index] = fault with { Remaining = remaining - 1 };
            }
        }
        if (reached) Changed?.Invoke();
        return struck;
    }

    private bool SwitchOn(IReadOnlyList<(string Name, Fault Fault, IReadOnlyList<OperationPattern> Patterns)> faults)
    {
        lock (_gate)
        {
            RemoveThoseOver();
            if (_on.Count + faults.Count > Limit) return false;
            var now = Now;
            _on.InsertRange(0, faults.Select(one => new LiveFault(++_last, one.Name, one.Fault, one.Patterns)
            {
                Passing = one.Fault.After,
                Remaining = one.Fault.Times,
                From = now + one.Fault.From,
                Until = now + one.Fault.Until,
            }));
        }
        Changed?.Invoke();
        return true;
    }

    // What it does, without the place, which is the same for all of them.
    private static string Name(Fault fault) => fault.ToString()[(fault.Place.Length + 1)..];

    private void RemoveThoseOver()
    {
        var now = Now;
        _on.RemoveAll(fault => fault.Until <= now);
    }
}

/// <summary>A fault that is on.</summary>
/// <param name="Number">By which it can be switched off.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Fault">What goes wrong.</param>
/// <param name="Patterns">Which requests.</param>
public sealed record LiveFault(int Number, string Name, Fault Fault, IReadOnlyList<OperationPattern> Patterns)
{
    /// <summary>How many requests still pass unharmed.</summary>
    public int Passing { get; init; }

    /// <summary>How many requests it still hits; <see langword="null"/> for all.</summary>
    public int? Remaining { get; init; }

    /// <summary>When it begins, by <see cref="LiveFaults.Now"/>.</summary>
    public TimeSpan From { get; init; }

    /// <summary>When it ends, likewise; <see langword="null"/> for never.</summary>
    public TimeSpan? Until { get; init; }
}
