using Daybreak.Simulator.Boot.Machines;

namespace Daybreak.Simulator.Boot;

/// <summary>What the command line asks of <see cref="BootRun"/>.</summary>
public sealed record BootRunOptions
{
    /// <summary>The image's path.</summary>
    public required string Image { get; init; }

    /// <summary>The scenario's file or name.</summary>
    public required string Scenario { get; init; }

    /// <inheritdoc cref="BootRequest.TimeLimit"/>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(20);

    /// <inheritdoc cref="BootRequest.MemoryMib"/>
    public int MemoryMib { get; init; } = 1024;

    /// <inheritdoc cref="BootRequest.Generation"/>
    public int? Generation { get; init; }

    /// <inheritdoc cref="BootRequest.Kernel"/>
    public DirectKernel? Kernel { get; init; }

    /// <inheritdoc cref="BootRequest.Accelerator"/>
    public AcceleratorChoice Accelerator { get; init; }

    /// <inheritdoc cref="BootRequest.ConsoleFile"/>
    public string? ConsoleFile { get; init; }

    /// <summary>Where the verdict goes as JSON.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Where the verdict goes as JUnit XML.</summary>
    public string? JUnitFile { get; init; }

    /// <summary>Whether the machine stays on after the verdict.</summary>
    public bool Keep { get; init; }
}
