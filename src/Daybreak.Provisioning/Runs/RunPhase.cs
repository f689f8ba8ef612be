namespace Daybreak.Provisioning.Runs;

/// <summary>One phase of a first boot.</summary>
/// <param name="Name">Lower case, hyphens.</param>
/// <param name="Stage">When it runs.</param>
public abstract record RunPhase(string Name, RunStage Stage)
{
    /// <summary>Whether the local phase runs it too.</summary>
    public bool InLocalPhase { get; init; }

    /// <summary>Whether <c>daybreak boot</c> runs it at every boot too.</summary>
    public bool AtEveryBoot { get; init; }

    /// <summary>The names of its parts in the timeline.</summary>
    public abstract IReadOnlyList<string> Spans { get; }
}

/// <summary>A phase without steps of its own.</summary>
/// <param name="Name">Lower case, hyphens.</param>
/// <param name="Stage">When it runs.</param>
/// <param name="Work">What it does.</param>
/// <param name="Measured">The names of the measured parts.</param>
public sealed record WorkPhase(string Name, RunStage Stage, RunWork Work, params IReadOnlyList<string> Measured) : RunPhase(Name, Stage)
{
    /// <summary>The boot steps that run during the wait.</summary>
    public IReadOnlyList<IBootStep> Meanwhile { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Spans => [.. Measured, .. Meanwhile.Select(step => step.Name)];
}

/// <summary>The steps that apply the specification: they are planned, applied, and planned again. The second plan must be empty.</summary>
/// <param name="Name">Lower case, hyphens.</param>
/// <param name="Stage">When it runs.</param>
public sealed record StepsPhase(string Name, RunStage Stage) : RunPhase(Name, Stage)
{
    /// <summary>The name of the first plan in the timeline.</summary>
    public const string Plan = "plan";

    /// <summary>The name of the second plan in the timeline.</summary>
    public const string Check = "check";

    /// <summary>The steps that the local phase runs too, in order.</summary>
    public required IReadOnlyList<IStep> Local { get; init; }

    /// <summary>The steps after those, which only the network phase runs.</summary>
    public required IReadOnlyList<IStep> Network { get; init; }

    /// <summary>All steps, in order.</summary>
    public IReadOnlyList<IStep> All => [.. Local, .. Network];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Spans => [Plan, .. All.Select(step => step.Name), Check];
}

/// <summary>Independent boot steps. A failure of one is a warning.</summary>
/// <param name="Name">Lower case, hyphens.</param>
/// <param name="Stage">When it runs.</param>
/// <param name="Steps">In order.</param>
public sealed record BootStepsPhase(string Name, RunStage Stage, params IReadOnlyList<IBootStep> Steps) : RunPhase(Name, Stage)
{
    /// <summary>Makes the last step from the administrator's name, which is null if the platform has none.</summary>
    public Func<string?, IBootStep>? ForAdministrator { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Spans => [.. StepsFor(null).Select(step => step.Name)];

    /// <summary>The steps for a VM with this administrator.</summary>
    public IReadOnlyList<IBootStep> StepsFor(string? administrator) => ForAdministrator is null ? Steps : [.. Steps, ForAdministrator(administrator)];
}

/// <summary>The work of a phase without steps.</summary>
public enum RunWork
{
    /// <summary>Waits for the network.</summary>
    AwaitNetwork,

    /// <summary>Reads the sources and decides the specification.</summary>
    ReadSources,

    /// <summary>Fetches the goal state, without which no report is possible.</summary>
    CheckWireServer,

    /// <summary>Reports Ready.</summary>
    Report,

    /// <summary>Ejects the media.</summary>
    ReleaseMedia,

    /// <summary>Disables the first-boot units.</summary>
    DisableUnits,
}

/// <summary>A stage of a first boot in the output of <c>plan</c>.</summary>
/// <param name="Name">The name in JSON.</param>
/// <param name="When">The text for people.</param>
public sealed record RunStage(string Name, string When)
{
    /// <summary>Before the sources are read.</summary>
    public static RunStage Start { get; } = new("start", "before the sources are read");

    /// <summary>Everything that Ready waits for.</summary>
    public static RunStage BeforeReport { get; } = new("before-report", "before the report");

    /// <summary>Everything after Ready.</summary>
    public static RunStage AfterReady { get; } = new("after-ready", "after Ready");

    /// <summary>All stages, in order.</summary>
    public static IReadOnlyList<RunStage> All { get; } = [Start, BeforeReport, AfterReady];
}
