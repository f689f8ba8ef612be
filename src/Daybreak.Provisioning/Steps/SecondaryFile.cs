using Daybreak.Machine.Network;

namespace Daybreak.Provisioning.Steps;

/// <summary>The file that configures one secondary interface, in the format of a network service.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Service">The service that reads the file.</param>
/// <param name="Name">The file's name without its directory.</param>
/// <param name="Text">The content.</param>
/// <param name="Mode">The permissions. NetworkManager ignores files that other users can read.</param>
internal sealed record SecondaryFile(SecondaryInterface Interface, NetworkService Service, string Name, string Text, Permissions Mode)
{
    private const string Interfaces = "/etc/network/interfaces";

    private string Path => $"{Directory(Service)}/{Name}";

    /// <summary>Whether the file exists with this content and mode.</summary>
    public bool IsUpToDate(MachineView machine) => machine.Entry(Path) is { Kind: FileKind.File } entry && entry.Mode == Mode && machine.ReadText(Path) == Text;

    /// <summary>The change that writes it.</summary>
    public WriteFile Write() =>
        new(Path, Encoding.UTF8.GetBytes(Text), Mode, Owner.System, LinkPolicy.SystemLinks, $"{Interface.Name} ({Interface.MacWithColons}) configured as in IMDS, metric {Interface.Metric}");

    public static SecondaryFile Of(SecondaryInterface one, NetworkService service, MachineView machine) => service switch
    {
        NetworkService.Networkd => new(one, service, $"{Prefix(service)}{one.MacAddress}.network", NetworkdText.Interface(one), Permissions.WorldReadable),
        NetworkService.NetworkManager => new(one, service, $"{Prefix(service)}{one.MacAddress}.nmconnection", NetworkManagerText.Connection(one), Permissions.OwnerOnly),
        _ => new(one, service, $"{Prefix(service)}{one.MacAddress}", IfupdownText.Stanzas(one, FindsByMac(machine)), Permissions.WorldReadable),
    };

    /// <summary>Why the file would have no effect; null if it has.</summary>
    public string? Obstacle(MachineView machine)
    {
        if (Service != NetworkService.Ifupdown) return null;
        string own = machine.ReadText(Interfaces) ?? "";
        if (Has(own, $"iface {Interface.Name} ")) return $"{Interface.Name} is already configured in {Interfaces} and is not changed";
        foreach (string file in machine.List(Directory(Service)))
        {
            if (!file.StartsWith(Prefix(Service), StringComparison.Ordinal) && Has(machine.ReadText($"{Directory(Service)}/{file}") ?? "", $"iface {Interface.Name} "))
                return $"{Interface.Name} is already configured in {Directory(Service)}/{file} and is not changed";
        }
        return Has(own, "source /etc/network/interfaces.d/") || Has(own, "source-directory /etc/network/interfaces.d") || Has(own, "source interfaces.d/") || Has(own, "source-directory interfaces.d")
            ? null
            : $"{Interfaces} does not include {Directory(Service)}: add the line 'source {Directory(Service)}/*'";
    }

    /// <summary>Removes Daybreak's files for interfaces that this VM does not have, as after a capture; returns whether there were any.</summary>
    public static bool RemoveOthers(NetworkService service, IReadOnlyList<string> kept, MachineView machine, List<Change> changes)
    {
        bool any = false;
        foreach (string file in machine.List(Directory(service)))
        {
            if (!file.StartsWith(Prefix(service), StringComparison.Ordinal) || kept.Contains(file)) continue;
            changes.Add(new RemoveFile($"{Directory(service)}/{file}", $"{Directory(service)}/{file} removed: IMDS has no such interface"));
            any = true;
        }
        return any;
    }

    /// <summary>The directory of these files.</summary>
    public static string Directory(NetworkService service) => service switch
    {
        NetworkService.Networkd => NetworkServices.NetworkdDirectory,
        NetworkService.NetworkManager => "/etc/NetworkManager/system-connections",
        _ => "/etc/network/interfaces.d",
    };

    private static string Prefix(NetworkService service) => service == NetworkService.Networkd ? "10-daybreak-" : "daybreak-";

    // Only Debian's ifupdown has this file.
    private static bool FindsByMac(MachineView machine) => machine.Entry("/etc/default/networking") is not null;

    private static bool Has(string text, string start) => text.Split('\n').Any(line => line.TrimStart().StartsWith(start, StringComparison.Ordinal));
}
