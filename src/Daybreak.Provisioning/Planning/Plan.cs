using Daybreak.Machine.Changes;

namespace Daybreak.Provisioning.Planning;

/// <summary>The changes of all steps, in order, for one specification on one machine.</summary>
/// <param name="Steps">Every step, also those with nothing to do.</param>
public sealed record Plan(IReadOnlyList<PlannedStep> Steps)
{
    /// <summary>Whether the machine matches already.</summary>
    public bool IsEmpty => Steps.All(step => step.Changes.Count == 0);
}

/// <summary>One step's part of the plan.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="Changes">What is still missing.</param>
/// <param name="Remarks">What an operator should know: a warning each.</param>
public sealed record PlannedStep(string Name, IReadOnlyList<Change> Changes, IReadOnlyList<string> Remarks);
