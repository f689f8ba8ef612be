using Daybreak.Machine.BootLoader;

namespace Daybreak.Provisioning.Steps;

/// <summary>
/// numa=off for kernels before 2.6.37, which do not get along with Hyper-V's virtual NUMA. Not needed, and so not done, where any kernel is newer. The agent itself
/// needs Linux 4.11 to run: this is for images that are prepared from outside.
/// </summary>
public sealed class DisableVirtualNuma : IBootStep
{
    /// <inheritdoc/>
    public string Name => "virtual-numa";

    /// <inheritdoc/>
    public bool NeedsLock => true;

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine) =>
        !machine.IsRunning && KernelRelease.AreAllBeforeVirtualNuma(machine) ? StepPlan.Of(BootLoaders.AddOptions(machine, new KernelOptions(["numa=off"], []), serialMenu: false)) : StepPlan.Empty;
}
