using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Runs;

/// <summary>What every part of a run uses.</summary>
/// <param name="Root">The directory treated as "/".</param>
/// <param name="Kernel">The running kernel, or none.</param>
/// <param name="Settings">The configuration.</param>
/// <param name="Clock">The time.</param>
/// <param name="Log">Receives each fact.</param>
/// <param name="Stopwatch">Measures each part.</param>
public sealed record RunContext(RootDirectory Root, IKernel Kernel, Settings Settings, Clock Clock, ProgressLog Log, Stopwatch Stopwatch)
{
    /// <summary>The journal.</summary>
    public Journal Journal { get; } = new(Root);

    /// <summary>The status file.</summary>
    internal StatusWriter Status { get; init; } = new(Root, Clock.Time, Log);

    /// <summary>The machine as it is now.</summary>
    internal MachineView Machine => new(Root, Kernel);

    /// <summary>The timings of this run so far.</summary>
    internal Timed Times(RunKind kind) => new(
        Clock.UtcNow, Kernel.Uptime is { } uptime ? (uptime - Stopwatch.Elapsed).TotalMilliseconds : null, Stopwatch.Spans, kind);

    /// <summary>Makes <see cref="AgentPaths.RunDirectory"/> if it is missing.</summary>
    internal void MakeRunDirectory() => MakeDirectories("/run", AgentPaths.RunDirectory);

    /// <summary>Makes the directories that are missing, in order.</summary>
    internal void MakeDirectories(params ReadOnlySpan<string> paths)
    {
        foreach (string path in paths)
            if (Root.Entry(path) is null) Root.MakeDirectory(path, Permissions.PublicDirectory, Owner.System);
    }
}
