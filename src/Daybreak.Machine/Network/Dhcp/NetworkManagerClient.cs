using Daybreak.Machine.Desired;

namespace Daybreak.Machine.Network.Dhcp;

/// <summary>NetworkManager: one file per device, named by the index of the interface, with the lease's options in the section "dhcp4".</summary>
/// <param name="interfaceName">The interface.</param>
/// <param name="shown">The host name in the lease.</param>
/// <remarks>
/// <c>nmcli device reapply</c> sends no request if nothing has changed. A change of ipv4.dhcp-hostname of the applied connection, in memory
/// only, makes NetworkManager send a request with the name, and the address stays (measured with NetworkManager 1.42).
/// </remarks>
internal sealed class NetworkManagerClient(string interfaceName, string? shown) : DhcpClient(interfaceName, shown)
{
    public override string Name => "NetworkManager";

    public static IEnumerable<DhcpClient> Find(MachineView machine)
    {
        foreach (var (name, path) in NetworkInterfaces.FilesByIndex(Leases.NetworkManager, machine))
        {
            string? state = machine.ReadText(path);
            if (LeaseParser.Value(state, "managed") == "true" && LeaseParser.Value(state, "dhcp4.ip_address") is not null)
                yield return new NetworkManagerClient(name, LeaseParser.Value(state, "dhcp4.host_name"));
        }
    }

    public override IEnumerable<Change> Publish(string hostName, MachineView machine)
    {
        if (FindProgram.Named(machine, "nmcli") is { } program)
            yield return RunProgram.Optional([program, "device", "modify", Interface!, "ipv4.dhcp-hostname", hostName], $"host name {hostName} sent on {Interface} by {Name}");
    }
}
