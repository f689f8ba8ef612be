namespace Daybreak.Provisioning.Planning;

/// <summary>The result of a step: the missing changes, and warnings. If there are no changes, the machine matches.</summary>
/// <param name="Changes">The missing changes, in order.</param>
/// <param name="Warnings">What no change can fix, one sentence each.</param>
public sealed record StepPlan(IReadOnlyList<Change> Changes, IReadOnlyList<string> Warnings)
{
    /// <summary>No changes and no warnings.</summary>
    public static StepPlan Empty { get; } = new([], []);

    /// <summary>A plan with changes and no warnings.</summary>
    public static StepPlan Of(params IEnumerable<Change> changes) => new([.. changes], []);

    /// <summary>A plan with warnings and no changes.</summary>
    public static StepPlan Warn(params IEnumerable<string> warnings) => new([], [.. warnings]);
}
