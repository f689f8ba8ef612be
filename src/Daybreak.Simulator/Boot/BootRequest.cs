using Daybreak.Simulator.Boot.Images;
using Daybreak.Simulator.Boot.Machines;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Boot;

/// <summary>What is to be started, and as what.</summary>
/// <param name="Image">What is on its disk.</param>
/// <param name="Scenario">The VM that it is to be, and what goes wrong.</param>
/// <param name="Directory">An empty directory for the run: keys, disks, logs.</param>
public sealed record BootRequest(RecognisedImage Image, Scenario Scenario, string Directory)
{
    /// <summary>How long is waited for Ready at most. Azure's own limit is 20 minutes.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>How long the login may still take when the platform has heard Ready. cloud-init reports before sshd is started, which an emulated machine does slowly.</summary>
    public TimeSpan LoginLimit { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Memory in MiB.</summary>
    public int MemoryMib { get; init; } = 1024;

    /// <summary>A kernel that is started without firmware and boot loader; null for what the disk starts.</summary>
    public DirectKernel? Kernel { get; init; }

    /// <summary>1: BIOS; 2: UEFI; null for what the scenario says. What <see cref="Kernel"/> starts has no firmware and is shown as generation 1.</summary>
    public int? Generation { get; init; }

    /// <summary>Which accelerator a virtual machine asks for; <see cref="AcceleratorChoices.Variable"/> decides unless it is set.</summary>
    public AcceleratorChoice Accelerator { get; init; } = AcceleratorChoices.FromEnvironment() ?? AcceleratorChoice.Auto;

    /// <summary>Where the serial console's output goes; null for a file in <see cref="Directory"/>.</summary>
    public string? ConsoleFile { get; init; }

    /// <summary>Whether the machine shows what a BIOS machine shows.</summary>
    public bool IsFirstGeneration => Kernel is not null || (Generation ?? Scenario.Vm.Generation) == 1;
}
