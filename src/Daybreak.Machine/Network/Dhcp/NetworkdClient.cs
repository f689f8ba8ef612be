using Daybreak.Machine.Desired;

namespace Daybreak.Machine.Network.Dhcp;

/// <summary>systemd-networkd: one file per lease, named by the index of the interface.</summary>
/// <param name="interfaceName">The interface.</param>
/// <param name="shown">The host name in the lease.</param>
/// <remarks>
/// <c>networkctl renew</c> sends the name that networkd had when it configured the interface. <c>reconfigure</c> reads the new name (measured
/// with systemd 252). The link stays up; the address is missing for about 40 ms.
/// </remarks>
internal sealed class NetworkdClient(string interfaceName, string? shown) : DhcpClient(interfaceName)
{
    private const string Leases = "/run/systemd/netif/leases";

    public override string Name => "systemd-networkd";

    public override string? ShownHostName => shown;

    public static IEnumerable<DhcpClient> Find(MachineView machine)
    {
        foreach (string index in machine.List(Leases))
        {
            // networkd writes to temporary files, whose names are not numbers.
            if (!int.TryParse(index, out _) || NetworkInterfaces.WithIndex(index, machine) is not { } name) continue;
            yield return new NetworkdClient(name, LeaseText.Value(machine.ReadText($"{Leases}/{index}"), "HOSTNAME"));
        }
    }

    public override IEnumerable<Change> Publish(string hostName, MachineView machine)
    {
        if (FindProgram.Named(machine, "networkctl") is { } program)
            yield return RunOptional([program, "reconfigure", Interface!], $"host name {hostName} sent on {Interface} by {Name}");
    }
}
