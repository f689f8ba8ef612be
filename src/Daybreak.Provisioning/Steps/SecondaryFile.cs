using Daybreak.Machine.Network;

namespace Daybreak.Provisioning.Steps;

/// <summary>The file that configures one secondary interface, in the form and the place of whoever reads it.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Service">Who reads it.</param>
/// <param name="Name">Without its directory.</param>
/// <param name="Text">Its content.</param>
/// <param name="Mode">NetworkManager takes no file that others may read.</param>
internal sealed record SecondaryFile(SecondaryInterface Interface, NetworkService Service, string Name, string Text, Permissions Mode)
{
    private const string Interfaces = "/etc/network/interfaces";

    private string Path => $"{Directory(Service)}/{Name}";

    /// <summary>Whether it is there as it should be.</summary>
    public bool IsThere(MachineView machine) => machine.Entry(Path) is { Kind: FileKind.File } entry && entry.Mode == Mode && machine.ReadText(Path) == Text;

    /// <summary>Puts it there.</summary>
    public WriteFile Write() =>
        new(Path, Encoding.UTF8.GetBytes(Text), Mode, Owner.System, LinkPolicy.SystemLinks, $"{Interface.Name} ({Interface.MacWithColons}) configured as the platform describes it, metric {Interface.Metric}");

    public static SecondaryFile Of(SecondaryInterface one, NetworkService service, MachineView machine) => service switch
    {
        NetworkService.Networkd => new(one, service, $"{Prefix(service)}{one.MacAddress}.network", NetworkdText.Interface(one), Permissions.WorldReadable),
        NetworkService.NetworkManager => new(one, service, $"{Prefix(service)}{one.MacAddress}.nmconnection", NetworkManagerText.Connection(one), Permissions.OwnerOnly),
        _ => new(one, service, $"{Prefix(service)}{one.MacAddress}", IfupdownText.Stanzas(one, FindsByMac(machine)), Permissions.WorldReadable),
    };

    /// <summary>Why it would do no good; null where it does.</summary>
    public string? Obstacle(MachineView machine)
    {
        if (Service != NetworkService.Ifupdown) return null;
        string own = machine.ReadText(Interfaces) ?? "";
        if (Has(own, $"iface {Interface.Name} ")) return $"{Interface.Name} is configured in {Interfaces} already and stays as it is";
        foreach (string file in machine.List(Directory(Service)))
        {
            if (!file.StartsWith(Prefix(Service), StringComparison.Ordinal) && Has(machine.ReadText($"{Directory(Service)}/{file}") ?? "", $"iface {Interface.Name} "))
                return $"{Interface.Name} is configured in {Directory(Service)}/{file} already and stays as it is";
        }
        return Has(own, "source /etc/network/interfaces.d/") || Has(own, "source-directory /etc/network/interfaces.d") || Has(own, "source interfaces.d/") || Has(own, "source-directory interfaces.d")
            ? null
            : $"{Interfaces} does not read {Directory(Service)}: add the line 'source {Directory(Service)}/*' to it";
    }

    /// <summary>Removes our files of interfaces that this VM does not have, such as those of the VM that was captured; whether there were any.</summary>
    public static bool RemoveOthers(NetworkService service, IReadOnlyList<string> kept, MachineView machine, List<Change> changes)
    {
        bool any = false;
        foreach (string file in machine.List(Directory(service)))
        {
            if (!file.StartsWith(Prefix(service), StringComparison.Ordinal) || Contains(kept, file)) continue;
            changes.Add(new RemoveFile($"{Directory(service)}/{file}", $"{Directory(service)}/{file} removed: the platform describes no such interface"));
            any = true;
        }
        return any;
    }

    /// <summary>Where these files are.</summary>
    public static string Directory(NetworkService service) => service switch
    {
        NetworkService.Networkd => NetworkServices.NetworkdDirectory,
        NetworkService.NetworkManager => "/etc/NetworkManager/system-connections",
        _ => "/etc/network/interfaces.d",
    };

    private static string Prefix(NetworkService service) => service == NetworkService.Networkd ? "10-daybreak-" : "daybreak-";

    // Debian's ifupdown, and nobody else's, has this file.
    private static bool FindsByMac(MachineView machine) => machine.Entry("/etc/default/networking") is not null;

    private static bool Has(string text, string beginning)
    {
        foreach (string line in text.Split('\n'))
            if (line.TrimStart().StartsWith(beginning, StringComparison.Ordinal)) return true;
        return false;
    }

    private static bool Contains(IReadOnlyList<string> names, string wanted)
    {
        foreach (string name in names)
            if (name == wanted) return true;
        return false;
    }
}
