using Daybreak.Simulator.Boot.Machines;

namespace Daybreak.Simulator.Score;

/// <summary>The command-line options of <c>score</c>.</summary>
public sealed record ScoreOptions
{
    /// <summary>The agents: a name and a disk image for each.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Agents { get; init; }

    /// <summary>The names or files of the scenarios.</summary>
    public required IReadOnlyList<string> Scenarios { get; init; }

    /// <summary>The private key for root's login to every image.</summary>
    public required string InspectionKey { get; init; }

    /// <summary>A kernel to boot without firmware and boot loader; null to boot from the disks.</summary>
    public DirectKernel? Kernel { get; init; }

    /// <summary>1: BIOS; 2: UEFI; null for the scenario's generation.</summary>
    public int? Generation { get; init; }

    /// <summary>The accelerator of the machines.</summary>
    public AcceleratorChoice Accelerator { get; init; }

    /// <summary>How long to wait for Ready in each boot.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The file for the scores as Markdown; null for none.</summary>
    public string? MarkdownFile { get; init; }

    /// <summary>The file for the scores as JSON; null for none.</summary>
    public string? JsonFile { get; init; }
}
