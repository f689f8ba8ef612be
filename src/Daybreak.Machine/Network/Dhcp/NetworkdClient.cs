using Daybreak.Core.Dhcp;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Desired;

namespace Daybreak.Machine.Network.Dhcp;

/// <summary>systemd-networkd: one file for each lease, named by the interface's index.</summary>
/// <param name="interfaceName">The interface.</param>
/// <param name="shown">The host name in the lease.</param>
/// <remarks>
/// <c>networkctl renew</c> sends the name that networkd knew when it configured the interface; only <c>reconfigure</c> looks again (measured
/// with systemd 252; azure-init's users found the same). The link stays up; the address is away for some 40 ms.
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
            // networkd writes beside it and renames; such a name is no number.
            if (!int.TryParse(index, out _) || NetworkInterfaces.WithIndex(index, machine) is not { } name) continue;
            yield return new NetworkdClient(name, LeaseText.Value(machine.ReadText($"{Leases}/{index}"), "HOSTNAME"));
        }
    }

    public override IEnumerable<Change> Publish(string hostName, MachineView machine)
    {
        if (FindProgram.Named(machine, "networkctl") is { } program)
            yield return Ask([program, "reconfigure", Interface!], $"{Name} asked to send host name {hostName} on {Interface}");
    }
}
