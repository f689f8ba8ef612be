using Daybreak.Machine.Network;

namespace Daybreak.Provisioning.Steps;

/// <summary>Makes the routes to the platform permanent if DHCP does not give them.</summary>
/// <remarks>
/// systemd-networkd gets them in the interface's configuration, because it removes unknown routes. Otherwise azure-network.service is enabled,
/// which runs the boot steps again when the network is up. This is a step of its own: even if it fails, <see cref="AddPlatformRoutes"/> runs.
/// </remarks>
public sealed class PersistPlatformRoutes : IBootStep
{
    private const string UnitName = "azure-network.service";
    private const string UnitPath = "/usr/lib/systemd/system/" + UnitName;
    private const string Wants = "/etc/systemd/system/multi-user.target.wants";

    /// <inheritdoc/>
    public string Name => "persist-platform-routes";

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine) => StepPlan.Of(Changes(machine));

    private static IEnumerable<Change> Changes(MachineView machine)
    {
        if (AddPlatformRoutes.UnreachableAddresses(machine).Count == 0 || PlatformRoute.Find(machine) is not { } way) return [];
        return NetworkServices.OwnNetworkdFile(way.Interface, machine) is { } file ? InNetworkd(way, file, machine) : AsUnit(machine);
    }

    private static IEnumerable<Change> InNetworkd(PlatformRoute way, string networkFile, MachineView machine)
    {
        string directory = $"{NetworkServices.NetworkdDirectory}/{networkFile}.d";
        string path = $"{directory}/50-daybreak-platform.conf";
        string text = NetworkdText.PlatformRoutes(way.Gateway);
        if (machine.ReadText(path) == text) yield break;
        foreach (var change in EnsureDirectory.WithParents(machine, directory)) yield return change;
        yield return Change.Write(path, text, Permissions.WorldReadable, $"routes to the platform on {way.Interface.Name} in the configuration of systemd-networkd");
        foreach (var change in NetworkServices.Reload(NetworkService.Networkd, [], machine)) yield return change;
    }

    private static IEnumerable<Change> AsUnit(MachineView machine)
    {
        const string link = $"{Wants}/{UnitName}";
        if (machine.Entry(UnitPath) is null || machine.Entry(link) is not null) yield break;
        foreach (var change in EnsureDirectory.WithParents(machine, Wants)) yield return change;
        yield return new MakeLink(link, UnitPath, $"{UnitName} enabled: it adds the routes to the platform at later boots");
    }
}
