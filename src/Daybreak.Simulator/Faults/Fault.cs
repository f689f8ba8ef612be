namespace Daybreak.Simulator.Faults;

/// <summary>An entry of a scenario's <c>faults:</c> list: which requests are affected, and how.</summary>
/// <remarks>A fault has a <see cref="Delay"/>, an answer (<see cref="Replace"/>) and a way to send it (<see cref="Delivery"/>).</remarks>
public sealed record Fault
{
    /// <summary>Its position in the scenario, such as <c>faults[0]</c>.</summary>
    public required string Place { get; init; }

    /// <summary>The affected requests.</summary>
    public required OperationPattern On { get; init; }

    /// <summary>How many matching requests pass first.</summary>
    public int After { get; init; }

    /// <summary>How many requests it affects; <see langword="null"/> for all.</summary>
    public int? Times { get; init; }

    /// <summary>The time since the start at which it becomes active.</summary>
    public TimeSpan From { get; init; }

    /// <summary>The time since the start at which it ends; <see langword="null"/> for never.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>The delay of the answer.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The answer to send in place of the real one; <see langword="null"/> keeps the real one.</summary>
    public Replacement? Replace { get; init; }

    /// <summary>How the answer is sent.</summary>
    public Delivery Delivery { get; init; } = Delivery.Whole;

    /// <summary>A description for the log.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        if (Delay > TimeSpan.Zero) parts.Add(FormattableString.Invariant($"delay {Delay.TotalMilliseconds:0}ms"));
        if (Replace is not null) parts.Add(Replace.ToString());
        if (Delivery is not Delivery.WholeAnswer) parts.Add(Delivery.ToString());
        return $"{Place} {On}: {string.Join(", ", parts)}";
    }
}
