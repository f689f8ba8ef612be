using System.Globalization;
using Daybreak.Core.Dhcp;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Desired;

namespace Daybreak.Machine.Network;

/// <summary>Finds out who configures an interface, by what it has put below /run, and has it read its configuration again.</summary>
public static class NetworkServices
{
    /// <summary>Where an administrator's files of systemd-networkd are.</summary>
    public const string NetworkdDirectory = "/etc/systemd/network";

    private const string NetworkdLinks = "/run/systemd/netif/links";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>Who configures it.</summary>
    public static NetworkService Of(NetworkInterface one, MachineView machine)
    {
        if (NetworkdFile(one, machine) is not null) return NetworkService.Networkd;
        string? device = machine.ReadText(string.Create(CultureInfo.InvariantCulture, $"/run/NetworkManager/devices/{one.Index}"));
        if (LeaseText.Value(device, "managed") == "true") return NetworkService.NetworkManager;
        return machine.Entry("/etc/network/interfaces") is not null ? NetworkService.Ifupdown : NetworkService.None;
    }

    /// <summary>Whether somebody is not done with an interface yet, or has not written down so: systemd-networkd or NetworkManager.</summary>
    public static bool IsAtWorkOn(NetworkInterface one, MachineView machine)
    {
        string index = one.Index.ToString(CultureInfo.InvariantCulture);
        // Of pending, initialized, configuring, configured, unmanaged, failed, linger.
        return LeaseText.Value(machine.ReadText($"{NetworkdLinks}/{index}"), "ADMIN_STATE") switch
        {
            "pending" or "initialized" or "configuring" => true,
            null or "unmanaged" => IsNetworkManagerAtWorkOn(index, machine),
            _ => false,
        };
    }

    // NetworkManager writes a device's file when it is done with it, the lease in it.
    private static bool IsNetworkManagerAtWorkOn(string index, MachineView machine)
    {
        if (machine.Entry("/run/NetworkManager") is null) return false;
        string? device = machine.ReadText($"/run/NetworkManager/devices/{index}");
        return LeaseText.Value(device, "managed") switch
        {
            null => true,
            "true" => LeaseText.Value(device, "dhcp4.ip_address") is null,
            _ => false,
        };
    }

    /// <summary>
    /// The name of the file that systemd-networkd has taken for an interface, such as "10-netplan-eth0.network"; null where it does not
    /// configure it. Of /run/systemd/netif/links/INDEX, whose lines ADMIN_STATE= and NETWORK_FILE= have been there since systemd 209.
    /// </summary>
    public static string? NetworkdFile(NetworkInterface one, MachineView machine)
    {
        if (NetworkdPath(one.Index.ToString(CultureInfo.InvariantCulture), machine) is not { } path) return null;
        string name = path[(path.LastIndexOf('/') + 1)..];
        return name.EndsWith(".network", StringComparison.Ordinal) ? name : null;
    }

    /// <summary>The same, where no other interface has taken that file: what is laid over a file for all of "eth*" is for all that it matches.</summary>
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
        if (LeaseText.Value(link, "ADMIN_STATE") is null or "unmanaged") return null;
        return LeaseText.Value(link, "NETWORK_FILE");
    }

    /// <summary>Has the service read its configuration again; what cannot be asked reads it at the next boot.</summary>
    /// <param name="service">Which.</param>
    /// <param name="interfaces">What was configured.</param>
    /// <param name="machine">The machine.</param>
    public static IEnumerable<Change> Reload(NetworkService service, IReadOnlyList<SecondaryInterface> interfaces, MachineView machine)
    {
        switch (service)
        {
            case NetworkService.Networkd when FindProgram.Named(machine, "networkctl") is { } networkctl:
                yield return Ask([networkctl, "reload"], "systemd-networkd reads its configuration again");
                break;
            case NetworkService.NetworkManager when FindProgram.Named(machine, "nmcli") is { } nmcli:
                yield return Ask([nmcli, "connection", "reload"], "NetworkManager reads its connections again");
                foreach (var one in interfaces) yield return Ask([nmcli, "--wait", "20", "connection", "up", NetworkManagerText.ConnectionId(one)], $"NetworkManager brings {one.Name} up");
                break;
            case NetworkService.Ifupdown when FindProgram.Named(machine, "ifup") is { } ifup:
                yield return Ask([ifup, "-a"], "interfaces that are new to /etc/network/interfaces.d are brought up");
                break;
        }
    }

    private static RunProgram Ask(IReadOnlyList<string> arguments, string sentence) => new(arguments, TimeLimit, sentence) { MayFail = true };
}
