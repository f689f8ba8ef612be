using Daybreak.Configuration;
using Daybreak.Provisioning.Planning;

namespace Daybreak.Provisioning.Steps;

/// <summary>Every duty of every boot. At the first boot the first ones come before any source is asked, and the others after Ready.</summary>
public static class BootSteps
{
    /// <summary>What is done before anything else.</summary>
    /// <param name="settings">The configuration.</param>
    public static IReadOnlyList<IBootStep> First(Settings settings) =>
    [
        new MixHostEntropy(settings.Kernel.CreditEntropy),
        new SetDiskTimeouts(settings.Kernel),
    ];

    /// <summary>What has to be in place before the platform can be reached, and can be seen only once the network is up.</summary>
    public static IReadOnlyList<IBootStep> Routes { get; } = [new PersistPlatformRoutes(), new AddPlatformRoutes()];

    /// <summary>What the other steps may have undone: a DHCP client that renewed its lease for the host name may have removed routes that it does not know.</summary>
    /// <param name="administrator">The administrator's name; null when there is none.</param>
    public static IReadOnlyList<IBootStep> BeforeReport(string? administrator) => [new AddPlatformRoutes(), new RestoreSelinuxLabels(administrator)];

    /// <summary>What nobody should have to wait for.</summary>
    /// <param name="settings">The configuration.</param>
    public static IReadOnlyList<IBootStep> Last(Settings settings) =>
    [
        new DisableVirtualNuma(),
        new RedirectConsole(settings.SerialConsole),
        new PrepareTemporaryDisk(settings.TemporaryDisk),
        // On the temporary disk, so after it.
        new MakeSwap(settings.Swap),
    ];

    /// <summary>What the custom data asks for, once for a VM: it may take its time, and wants the network and the temporary disk.</summary>
    /// <param name="settings">The configuration.</param>
    public static IReadOnlyList<IBootStep> CustomDataSteps(Settings settings) => settings.CustomData.BeforeReady ? [] : [new RunCustomData(settings)];
}
