using Daybreak.Machine.Changes;

namespace Daybreak.Machine.Network.Dhcp;

/// <summary>
/// A DHCP client that holds a lease on this machine, found by what it has put below /run, never by the distribution. Each kind knows how it
/// is made to tell the server another host name (RFC 2132, option 12) without taking the link down or giving the lease back.
/// </summary>
/// <param name="interfaceName">The interface; null when the client has them all.</param>
public abstract class DhcpClient(string? interfaceName)
{
    /// <summary>How long a program of the client may take.</summary>
    protected static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>The interface's name; null when the client has them all.</summary>
    public string? Interface { get; } = interfaceName;

    /// <summary>The program's name, for sentences.</summary>
    public abstract string Name { get; }

    /// <summary>The host name in the server's last answer, where the client writes it down; null when it does not, or there was none.</summary>
    public virtual string? ShownHostName => null;

    /// <summary>What makes the server know the host name, which the kernel has already.</summary>
    /// <param name="hostName">The name.</param>
    /// <param name="machine">The machine.</param>
    /// <returns>Nothing when the program that would ask is missing.</returns>
    public abstract IEnumerable<Change> Publish(string hostName, MachineView machine);

    /// <summary>The clients that hold a lease, or may.</summary>
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

    /// <summary>A program that asks; its failure never is one of provisioning.</summary>
    /// <param name="arguments">Program and arguments.</param>
    /// <param name="sentence">What it does.</param>
    protected static RunProgram Ask(IReadOnlyList<string> arguments, string sentence) => new(arguments, TimeLimit, sentence) { MayFail = true };
}
