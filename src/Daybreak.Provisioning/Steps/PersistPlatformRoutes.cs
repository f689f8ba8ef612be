using Daybreak.Machine.Network;

namespace Daybreak.Provisioning.Steps;

/// <summary>
/// Has the platform's routes come again at later boots, where DHCP does not bring them. systemd-networkd gets them as a part of the
/// interface's own configuration: it also takes away routes that it does not know, whenever it configures the interface anew. Elsewhere
/// azure-network.service is enabled, which takes the boot steps once more when the network is up. A machine whose DHCP
/// brings the routes, which is every one on Azure itself, has neither and pays nothing.
/// </summary>
/// <remarks>Its own step, before <see cref="AddPlatformRoutes"/>: where /etc cannot be written, this boot's routes are added all the same.</remarks>
public sealed class PersistPlatformRoutes : IBootStep
{
    private const string UnitName = "azure-network.service";
    private const string UnitPath = "/usr/lib/systemd/system/" + UnitName;
    private const string Wants = "/etc/systemd/system/multi-user.target.wants";

    /// <inheritdoc/>
    public string Name => "persist-platform-routes";

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine) => StepPlan.Of(Missing(machine));

    private static IEnumerable<Change> Missing(MachineView machine)
    {
        if (AddPlatformRoutes.Missing(machine).Count == 0 || PlatformRoute.Find(machine) is not { } way) return [];
        return NetworkServices.OwnNetworkdFile(way.Interface, machine) is { } file ? InNetworkd(way, file, machine) : AsUnit(machine);
    }

    private static IEnumerable<Change> InNetworkd(PlatformRoute way, string networkFile, MachineView machine)
    {
        string directory = $"{NetworkServices.NetworkdDirectory}/{networkFile}.d";
        string path = $"{directory}/50-daybreak-platform.conf";
        string text = NetworkdText.PlatformRoutes(way.Gateway);
        if (machine.ReadText(path) == text) yield break;
        foreach (var change in EnsureDirectory.WithParents(machine, directory)) yield return change;
        yield return Change.Write(path, text, Permissions.WorldReadable, $"systemd-networkd brings the routes to the platform on {way.Interface.Name}");
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
