using Daybreak.Machine.BootLoader;

namespace Daybreak.Provisioning.Steps;

/// <summary>Sets numa=off if all kernels are older than 2.6.37, which cannot use Hyper-V's virtual NUMA.</summary>
/// <remarks>Daybreak requires Linux 4.11, so this is only for images that are prepared on another machine.</remarks>
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
