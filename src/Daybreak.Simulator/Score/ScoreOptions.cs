using Daybreak.Simulator.Boot.Machines;

namespace Daybreak.Simulator.Score;

/// <summary>What the command line asks of <see cref="ScoreRun"/>.</summary>
public sealed record ScoreOptions
{
    /// <summary>The agents: a name, and the disk image of a machine that has it.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Agents { get; init; }

    /// <summary>The scenarios' files or names.</summary>
    public required IReadOnlyList<string> Scenarios { get; init; }

    /// <summary>The private key that lets root in, in every image: for looking.</summary>
    public required string InspectionKey { get; init; }

    /// <summary>A kernel that is started without firmware and boot loader; null for what the disks start.</summary>
    public DirectKernel? Kernel { get; init; }

    /// <summary>1: BIOS; 2: UEFI; null for what the scenario says.</summary>
    public int? Generation { get; init; }

    /// <summary>Which accelerator the machines ask for.</summary>
    public AcceleratorChoice Accelerator { get; init; }

    /// <summary>How long is waited for Ready in a boot.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where the scores go as Markdown.</summary>
    public string? MarkdownFile { get; init; }

    /// <summary>Where the scores go as JSON.</summary>
    public string? JsonFile { get; init; }
}
