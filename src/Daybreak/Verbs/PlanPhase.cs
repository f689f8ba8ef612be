using Daybreak.Provisioning.Planning;

namespace Daybreak.Verbs;

/// <summary>A part of a run, with what it would do.</summary>
/// <param name="Name">For programs.</param>
/// <param name="When">For people.</param>
/// <param name="Steps">In order.</param>
internal sealed record PlanPhase(string Name, string When, List<PlannedStep> Steps);
