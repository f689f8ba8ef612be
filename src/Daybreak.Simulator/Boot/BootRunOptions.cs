using Daybreak.Simulator.Boot.Machines;

namespace Daybreak.Simulator.Boot;

/// <summary>The command-line options of <c>boot</c>.</summary>
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

    /// <summary>The file for the result as JSON; null for none.</summary>
    public string? JsonFile { get; init; }

    /// <summary>The file for the result as JUnit XML; null for none.</summary>
    public string? JUnitFile { get; init; }

    /// <summary>Whether the machine keeps running after the result is printed.</summary>
    public bool Keep { get; init; }
}
