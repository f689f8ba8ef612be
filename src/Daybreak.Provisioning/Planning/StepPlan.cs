namespace Daybreak.Provisioning.Planning;

/// <summary>What a step found: the missing changes, and what an operator should know. A plan without changes means that the machine matches.</summary>
/// <param name="Changes">The missing changes, in order.</param>
/// <param name="Warnings">One sentence each: what the step found and no change of it can fix.</param>
public sealed record StepPlan(IReadOnlyList<Change> Changes, IReadOnlyList<string> Warnings)
{
    /// <summary>The machine matches, and there is nothing to say.</summary>
    public static StepPlan Empty { get; } = new([], []);

    /// <summary>A plan of these changes, without warnings.</summary>
    public static StepPlan Of(params IEnumerable<Change> changes) => new([.. changes], []);

    /// <summary>A plan of warnings alone.</summary>
    public static StepPlan Warn(params IEnumerable<string> warnings) => new([], [.. warnings]);
}
