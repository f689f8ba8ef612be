namespace Daybreak.Provisioning.Planning;

/// <summary>The changes of all steps, in order, for one specification on one machine.</summary>
/// <param name="Steps">All steps, including those with nothing to do.</param>
public sealed record Plan(IReadOnlyList<PlannedStep> Steps)
{
    /// <summary>Whether the machine matches.</summary>
    public bool IsEmpty => Steps.All(step => step.Changes.Count == 0);
}

/// <summary>One step's part of the plan.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="Plan">What the step found.</param>
public sealed record PlannedStep(string Name, StepPlan Plan)
{
    /// <summary>The missing changes, in order.</summary>
    public IReadOnlyList<Change> Changes => Plan.Changes;

    /// <summary>The warnings, one sentence each.</summary>
    public IReadOnlyList<string> Warnings => Plan.Warnings;
}
