namespace Daybreak.Simulator.Faults;

/// <summary>One entry of a scenario's <c>faults:</c> list: which requests, and what goes wrong with them.</summary>
/// <remarks>A fault says what is answered (<see cref="Replace"/>) and how the answer travels (<see cref="Delivery"/>), after a <see cref="Delay"/>.</remarks>
public sealed record Fault
{
    /// <summary>Where it stands in the scenario, such as <c>faults[0]</c>.</summary>
    public required string Place { get; init; }

    /// <summary>Which requests.</summary>
    public required OperationPattern On { get; init; }

    /// <summary>How many matching requests pass unharmed first.</summary>
    public int After { get; init; }

    /// <summary>How many requests it hits; <see langword="null"/> for all.</summary>
    public int? Times { get; init; }

    /// <summary>How long after the start it begins to strike.</summary>
    public TimeSpan From { get; init; }

    /// <summary>How long after the start it ends; <see langword="null"/> for never.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>How long the answer is held back.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What is answered in place of the real answer; <see langword="null"/> leaves the real one.</summary>
    public Replacement? Replace { get; init; }

    /// <summary>How the answer travels.</summary>
    public Delivery Delivery { get; init; } = Delivery.Whole;

    /// <summary>The fault in words, for the log.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        if (Delay > TimeSpan.Zero) parts.Add(FormattableString.Invariant($"delay {Delay.TotalMilliseconds:0}ms"));
        if (Replace is not null) parts.Add(Replace.ToString());
        if (Delivery is not Delivery.WholeAnswer) parts.Add(Delivery.ToString());
        return $"{Place} {On}: {string.Join(", ", parts)}";
    }
}
