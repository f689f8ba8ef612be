namespace Daybreak.Simulator.Faults;

/// <summary>The faults that are switched on at run time, by the page's buttons or the control endpoint.</summary>
/// <remarks>
/// The latest fault comes first; faults that are switched on together keep their order. A fault that is used up or has ended is removed.
/// A request counts only for the faults that it reaches.
/// </remarks>
public sealed class LiveFaults(TimeProvider time)
{
    /// <summary>The maximum number of active faults.</summary>
    public const int Limit = 100;

    private readonly List<LiveFault> _on = [];
    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private int _last;

    /// <summary>Raised when a fault is switched on or off, applied or used up. Handlers run on the calling thread and must be fast.</summary>
    public event Action? Changed;

    /// <summary>The time since this list was created, by which faults start and end.</summary>
    public TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>The active faults, in the order in which they are tried.</summary>
    public IReadOnlyList<LiveFault> On
    {
        get
        {
            lock (_gate)
            {
                RemoveExpired();
                return [.. _on];
            }
        }
    }

    /// <summary>Switches a fault on; false if <see cref="Limit"/> faults are already on.</summary>
    /// <param name="name">The name to show.</param>
    /// <param name="fault">The fault; its times count from now.</param>
    /// <param name="patterns">The affected requests.</param>
    public bool SwitchOn(string name, Fault fault, IReadOnlyList<OperationPattern> patterns) => SwitchOn([(name, fault, patterns)]);

    /// <summary>Switches all of the faults on, each for its own pattern; false, without any change, if there would be more than <see cref="Limit"/>.</summary>
    public bool SwitchOn(IReadOnlyList<Fault> faults) => SwitchOn([.. faults.Select(fault => (Name(fault), fault, (IReadOnlyList<OperationPattern>)[fault.On]))]);

    /// <summary>Switches one fault off, or all for <see langword="null"/>; false if none was on.</summary>
    public bool SwitchOff(int? number)
    {
        bool any;
        lock (_gate)
        {
            RemoveExpired();
            any = _on.RemoveAll(fault => number is null || fault.Number == number) > 0;
        }
        if (any) Changed?.Invoke();
        return any;
    }

    /// <summary>The fault for the next request with this operation, or <see langword="null"/>.</summary>
    public Fault? Next(string operation)
    {
        Fault? applied = null;
        var reached = false;
        lock (_gate)
        {
            if (_on.Count == 0) return null;
            RemoveExpired();
            var now = Now;
            for (var index = 0; index < _on.Count && applied is null; index++)
            {
                var fault = _on[index];
                if (fault.From > now || fault.Patterns.FirstOrDefault(pattern => pattern.Matches(operation)) is not { } matched) continue;
                reached = true;
                if (fault.Passing > 0)
                {
                    _on[index] = fault with { Passing = fault.Passing - 1 };
                    continue;
                }
                applied = fault.Fault with { On = matched };
                if (fault.Remaining == 1) _on.RemoveAt(index);
                else if (fault.Remaining is { } remaining) _on[index] = fault with { Remaining = remaining - 1 };
            }
        }
        if (reached) Changed?.Invoke();
        return applied;
    }

    private bool SwitchOn(IReadOnlyList<(string Name, Fault Fault, IReadOnlyList<OperationPattern> Patterns)> faults)
    {
        lock (_gate)
        {
            RemoveExpired();
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

    // Omit the place, which is the same for all of them.
    private static string Name(Fault fault) => fault.ToString()[(fault.Place.Length + 1)..];

    private void RemoveExpired()
    {
        var now = Now;
        _on.RemoveAll(fault => fault.Until <= now);
    }
}

/// <summary>An active fault.</summary>
/// <param name="Number">The number for switching it off.</param>
/// <param name="Name">The name to show.</param>
/// <param name="Fault">The fault.</param>
/// <param name="Patterns">The affected requests.</param>
public sealed record LiveFault(int Number, string Name, Fault Fault, IReadOnlyList<OperationPattern> Patterns)
{
    /// <summary>How many requests pass before it applies.</summary>
    public int Passing { get; init; }

    /// <summary>How many requests it still affects; <see langword="null"/> for all.</summary>
    public int? Remaining { get; init; }

    /// <summary>When it starts, by <see cref="LiveFaults.Now"/>.</summary>
    public TimeSpan From { get; init; }

    /// <summary>When it ends, by <see cref="LiveFaults.Now"/>; <see langword="null"/> for never.</summary>
    public TimeSpan? Until { get; init; }
}
