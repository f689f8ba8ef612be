namespace Daybreak.Provisioning.Runs;

/// <summary>One phase of a first boot.</summary>
/// <param name="Name">Lower case, hyphens.</param>
/// <param name="Stage">When it comes.</param>
public abstract record RunPhase(string Name, RunStage Stage)
{
    /// <summary>Whether the local phase, which has the media alone, runs it too.</summary>
    public bool InLocalPhase { get; init; }

    /// <summary>Whether <c>daybreak boot</c> runs it too, at every boot.</summary>
    public bool AtEveryBoot { get; init; }

    /// <summary>The names that its parts have in the timeline.</summary>
    public abstract IReadOnlyList<string> Spans { get; }
}

/// <summary>A phase that the run does itself.</summary>
/// <param name="Name">Lower case, hyphens.</param>
/// <param name="Stage">When it comes.</param>
/// <param name="Work">What is done.</param>
/// <param name="Measured">The names of what is measured.</param>
public sealed record WorkPhase(string Name, RunStage Stage, RunWork Work, params IReadOnlyList<string> Measured) : RunPhase(Name, Stage)
{
    /// <summary>The boot steps that run while it waits.</summary>
    public IReadOnlyList<IBootStep> Meanwhile { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Spans => [.. Measured, .. Meanwhile.Select(step => step.Name)];
}

/// <summary>The steps with the specification: they are planned, applied, and planned again, when the plan must be empty.</summary>
/// <param name="Name">Lower case, hyphens.</param>
/// <param name="Stage">When it comes.</param>
public sealed record StepsPhase(string Name, RunStage Stage) : RunPhase(Name, Stage)
{
    /// <summary>The name of planning in the timeline.</summary>
    public const string Plan = "plan";

    /// <summary>The name of the second planning in the timeline.</summary>
    public const string Check = "check";

    /// <summary>The steps that the local phase runs as well, in order.</summary>
    public required IReadOnlyList<IStep> Local { get; init; }

    /// <summary>The steps that come after those and wait for the network phase.</summary>
    public required IReadOnlyList<IStep> Network { get; init; }

    /// <summary>All of them, in order.</summary>
    public IReadOnlyList<IStep> All => [.. Local, .. Network];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Spans => [Plan, .. All.Select(step => step.Name), Check];
}

/// <summary>Boot steps: each stands for itself, and what one cannot do is a warning.</summary>
/// <param name="Name">Lower case, hyphens.</param>
/// <param name="Stage">When it comes.</param>
/// <param name="Steps">In order.</param>
public sealed record BootStepsPhase(string Name, RunStage Stage, params IReadOnlyList<IBootStep> Steps) : RunPhase(Name, Stage)
{
    /// <summary>The step that comes last and depends on the administrator's name, which is null when the platform names none.</summary>
    public Func<string?, IBootStep>? ForAdministrator { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Spans => [.. StepsFor(null).Select(step => step.Name)];

    /// <summary>The steps of a VM with this administrator.</summary>
    public IReadOnlyList<IBootStep> StepsFor(string? administrator) => ForAdministrator is null ? Steps : [.. Steps, ForAdministrator(administrator)];
}

/// <summary>What a run does itself.</summary>
public enum RunWork
{
    /// <summary>Waits for the network.</summary>
    AwaitNetwork,

    /// <summary>Reads the sources and decides the specification.</summary>
    ReadSources,

    /// <summary>Fetches the goal state: without it, no report is possible.</summary>
    CheckWireServer,

    /// <summary>Reports Ready.</summary>
    Report,

    /// <summary>Ejects the media.</summary>
    ReleaseMedia,

    /// <summary>Disables the first-boot units.</summary>
    DisableUnits,
}

/// <summary>The stages of a first boot, as <c>plan</c> shows them.</summary>
/// <param name="Name">For programs.</param>
/// <param name="When">For people.</param>
public sealed record RunStage(string Name, string When)
{
    /// <summary>Before anything is known of the VM.</summary>
    public static RunStage Start { get; } = new("start", "before the sources are read");

    /// <summary>What Ready waits for.</summary>
    public static RunStage BeforeReport { get; } = new("before-report", "before the report");

    /// <summary>What delays nothing.</summary>
    public static RunStage AfterReady { get; } = new("after-ready", "after Ready");

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<RunStage> All { get; } = [Start, BeforeReport, AfterReady];
}
