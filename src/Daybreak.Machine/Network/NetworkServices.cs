using Daybreak.Machine.Desired;

namespace Daybreak.Machine.Network;

/// <summary>Finds the service that configures an interface, by its files below /run, and makes it reload its configuration.</summary>
public static class NetworkServices
{
    /// <summary>The directory of the administrator's files for systemd-networkd.</summary>
    public const string NetworkdDirectory = "/etc/systemd/network";

    private const string NetworkdLinks = "/run/systemd/netif/links";

    /// <summary>The service that configures an interface.</summary>
    public static NetworkService Of(NetworkInterface one, MachineView machine)
    {
        if (NetworkdFile(one, machine) is not null) return NetworkService.Networkd;
        string? device = machine.ReadText(string.Create(CultureInfo.InvariantCulture, $"/run/NetworkManager/devices/{one.Index}"));
        if (LeaseParser.Value(device, "managed") == "true") return NetworkService.NetworkManager;
        return machine.Entry("/etc/network/interfaces") is not null ? NetworkService.Ifupdown : NetworkService.None;
    }

    /// <summary>Whether systemd-networkd or NetworkManager has not finished configuring an interface, as far as its files show.</summary>
    public static bool IsConfiguring(NetworkInterface one, MachineView machine)
    {
        string index = one.Index.ToString(CultureInfo.InvariantCulture);
        // One of pending, initialized, configuring, configured, unmanaged, failed, linger.
        return LeaseParser.Value(machine.ReadText($"{NetworkdLinks}/{index}"), "ADMIN_STATE") switch
        {
            "pending" or "initialized" or "configuring" => true,
            null or "unmanaged" => IsNetworkManagerConfiguring(index, machine),
            _ => false,
        };
    }

    // NetworkManager writes the device's file, including the lease, when it has configured the device.
    private static bool IsNetworkManagerConfiguring(string index, MachineView machine)
    {
        if (machine.Entry("/run/NetworkManager") is null) return false;
        string? device = machine.ReadText($"/run/NetworkManager/devices/{index}");
        return LeaseParser.Value(device, "managed") switch
        {
            null => true,
            "true" => LeaseParser.Value(device, "dhcp4.ip_address") is null,
            _ => false,
        };
    }

    /// <summary>
    /// The name of the file that systemd-networkd uses for an interface, such as "10-netplan-eth0.network"; null if it does not configure the
    /// interface. From NETWORK_FILE= in /run/systemd/netif/links/INDEX, which exists since systemd 209, as ADMIN_STATE= does.
    /// </summary>
    public static string? NetworkdFile(NetworkInterface one, MachineView machine)
    {
        if (NetworkdPath(one.Index.ToString(CultureInfo.InvariantCulture), machine) is not { } path) return null;
        string name = path[(path.LastIndexOf('/') + 1)..];
        return name.EndsWith(".network", StringComparison.Ordinal) ? name : null;
    }

    /// <summary>As above, but null if another interface uses the same file, because a drop-in for that file applies to all of them.</summary>
    public static string? OwnNetworkdFile(NetworkInterface one, MachineView machine)
    {
        if (NetworkdPath(one.Index.ToString(CultureInfo.InvariantCulture), machine) is not { } path) return null;
        int users = 0;
        foreach (string index in machine.List(NetworkdLinks))
            if (NetworkdPath(index, machine) == path) users++;
        return users == 1 ? NetworkdFile(one, machine) : null;
    }

    private static string? NetworkdPath(string index, MachineView machine)
    {
        string? link = machine.ReadText($"{NetworkdLinks}/{index}");
        if (LeaseParser.Value(link, "ADMIN_STATE") is null or "unmanaged") return null;
        return LeaseParser.Value(link, "NETWORK_FILE");
    }

    /// <summary>Makes the service reload its configuration. Without the required program, the configuration applies from the next boot.</summary>
    public static IEnumerable<Change> Reload(NetworkService service, IReadOnlyList<SecondaryInterface> interfaces, MachineView machine)
    {
        switch (service)
        {
            case NetworkService.Networkd when FindProgram.Named(machine, "networkctl") is { } networkctl:
                yield return RunProgram.Optional([networkctl, "reload"], "reload systemd-networkd");
                break;
            case NetworkService.NetworkManager when FindProgram.Named(machine, "nmcli") is { } nmcli:
                yield return RunProgram.Optional([nmcli, "connection", "reload"], "reload the connections of NetworkManager");
                foreach (var one in interfaces) yield return RunProgram.Optional([nmcli, "--wait", "20", "connection", "up", NetworkManagerText.ConnectionId(one)], $"bring {one.Name} up with NetworkManager");
                break;
            case NetworkService.Ifupdown when FindProgram.Named(machine, "ifup") is { } ifup:
                yield return RunProgram.Optional([ifup, "-a"], "bring up the new interfaces of /etc/network/interfaces.d");
                break;
        }
    }
}
