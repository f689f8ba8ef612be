using Daybreak.Machine.Desired;

namespace Daybreak.Machine.Network.Dhcp;

/// <summary>systemd-networkd: one file per lease, named by the index of the interface.</summary>
/// <param name="interfaceName">The interface.</param>
/// <param name="shown">The host name in the lease.</param>
/// <remarks>
/// <c>networkctl renew</c> sends the name that networkd had when it configured the interface. <c>reconfigure</c> reads the new name (measured
/// with systemd 252). The link stays up; the address is missing for about 40 ms.
/// </remarks>
internal sealed class NetworkdClient(string interfaceName, string? shown) : DhcpClient(interfaceName, shown)
{
    public override string Name => "systemd-networkd";

    public static IEnumerable<DhcpClient> Find(MachineView machine)
    {
        foreach (var (name, path) in NetworkInterfaces.FilesByIndex(Leases.Networkd, machine))
            yield return new NetworkdClient(name, LeaseParser.Value(machine.ReadText(path), "HOSTNAME"));
    }

    public override IEnumerable<Change> Publish(string hostName, MachineView machine)
    {
        if (FindProgram.Named(machine, "networkctl") is { } program)
            yield return RunProgram.Optional([program, "reconfigure", Interface!], $"host name {hostName} sent on {Interface} by {Name}");
    }
}
