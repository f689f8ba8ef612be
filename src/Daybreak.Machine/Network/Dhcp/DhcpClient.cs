namespace Daybreak.Machine.Network.Dhcp;

/// <summary>
/// A DHCP client with a lease on this machine, found by its files below /run and not by the distribution. Each class implements how the
/// client sends a new host name (RFC 2132, option 12) without taking the link down or releasing the lease.
/// </summary>
/// <param name="interfaceName">The interface; null if the client manages all.</param>
/// <param name="shownHostName">The host name in the lease.</param>
public abstract class DhcpClient(string? interfaceName, string? shownHostName = null)
{
    /// <summary>The name of the interface; null if the client manages all.</summary>
    public string? Interface { get; } = interfaceName;

    /// <summary>The program's name for messages.</summary>
    public abstract string Name { get; }

    /// <summary>The host name in the server's last response; null if there was none or the client does not record it.</summary>
    public string? ShownHostName { get; } = shownHostName;

    /// <summary>
    /// The changes that send the host name to the server; empty if the required program is missing. The kernel has the name already.
    /// </summary>
    public abstract IEnumerable<Change> Publish(string hostName, MachineView machine);

    /// <summary>The clients that have, or may have, a lease.</summary>
    public static IReadOnlyList<DhcpClient> OfMachine(MachineView machine)
    {
        var clients = new List<DhcpClient>();
        clients.AddRange(NetworkdClient.Find(machine));
        clients.AddRange(NetworkManagerClient.Find(machine));
        clients.AddRange(DhclientClient.Find(machine));
        clients.AddRange(DhcpcdClient.Find(machine));
        clients.AddRange(UdhcpcClient.Find(machine));
        return clients;
    }
}
