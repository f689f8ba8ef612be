using Daybreak.Simulator.Boot.Images;
using Daybreak.Simulator.Boot.Machines;

namespace Daybreak.Simulator.Boot;

/// <summary>What to boot, and as which VM.</summary>
/// <param name="Image">The contents of its disk.</param>
/// <param name="Scenario">The VM to simulate, and its faults.</param>
/// <param name="Directory">An empty directory for this run's keys, disks and logs.</param>
public sealed record BootRequest(RecognisedImage Image, Scenario Scenario, string Directory)
{
    /// <summary>How long to wait for Ready. Azure's limit is 20 minutes.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>How long the login may take after Ready was received. cloud-init reports before sshd starts, which is slow on an emulated machine.</summary>
    public TimeSpan LoginLimit { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Memory in MiB.</summary>
    public int MemoryMib { get; init; } = 1024;

    /// <summary>A kernel to boot without firmware and boot loader; null to boot from the disk.</summary>
    public DirectKernel? Kernel { get; init; }

    /// <summary>1: BIOS; 2: UEFI; null for the scenario's generation. A machine booted from <see cref="Kernel"/> has no firmware and identifies itself as generation 1.</summary>
    public int? Generation { get; init; }

    /// <summary>Which accelerator a virtual machine asks for; <see cref="AcceleratorChoices.Variable"/> decides unless it is set.</summary>
    public AcceleratorChoice Accelerator { get; init; } = AcceleratorChoices.FromEnvironment() ?? AcceleratorChoice.Auto;

    /// <summary>Where the serial console's output goes; null for a file in <see cref="Directory"/>.</summary>
    public string? ConsoleFile { get; init; }

    /// <summary>Whether the machine identifies itself as generation 1.</summary>
    public bool IsFirstGeneration => Kernel is not null || (Generation ?? Scenario.Vm.Generation) == 1;
}
