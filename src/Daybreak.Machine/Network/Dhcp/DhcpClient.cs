namespace Daybreak.Machine.Network.Dhcp;

/// <summary>
/// A DHCP client with a lease on this machine, found by its files below /run and not by the distribution. Each class implements how the
/// client sends a new host name (RFC 2132, option 12) without taking the link down or releasing the lease.
/// </summary>
/// <param name="interfaceName">The interface; null if the client manages all.</param>
/// <param name="shownHostName">The host name in the lease.</param>
public abstract class DhcpClient(string? interfaceName, string? shownHostName = null)
{
    /// <summary>The time limit for a program of the client.</summary>
    protected static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>The name of the interface; null if the client manages all.</summary>
    public string? Interface { get; } = interfaceName;

    /// <summary>The program's name for messages.</summary>
    public abstract string Name { get; }

    /// <summary>The host name in the server's last response; null if there was none or the client does not record it.</summary>
    public string? ShownHostName { get; } = shownHostName;

    /// <summary>The changes that send the host name to the server. The kernel has the name already.</summary>
    /// <param name="hostName">The name.</param>
    /// <param name="machine">The machine.</param>
    /// <returns>Empty if the required program is missing.</returns>
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

    /// <summary>Runs a program of the client. Its failure is not a failure of provisioning.</summary>
    /// <param name="arguments">Program and arguments.</param>
    /// <param name="sentence">The description of the change.</param>
    protected static RunProgram RunOptional(IReadOnlyList<string> arguments, string sentence) => new(arguments, TimeLimit, sentence) { MayFail = true };
}
