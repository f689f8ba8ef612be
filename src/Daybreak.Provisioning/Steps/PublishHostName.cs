using Daybreak.Machine.Network.Dhcp;

namespace Daybreak.Provisioning.Steps;

/// <summary>
/// Makes the platform's DNS know the host name: it is in each DHCP request, and a lease that was there before the name gets another request.
/// Before the network is up there is no lease yet, so nothing has to be asked. The link is never taken down.
/// </summary>
/// <remarks>
/// Nothing depends on it but a name in a DNS, so a client that cannot be asked is a warning. Whether the server has heard the name is seen
/// where the lease shows it; where it does not, what was asked in this boot is written down below /run. A restart forgets that, and needs no
/// memory: its first request carries the name.
/// </remarks>
public sealed class PublishHostName : IStep
{
    /// <summary>The name that DHCP has been given since the machine started, on one line.</summary>
    public const string StampPath = AgentPaths.RunDirectory + "/published-host-name";

    /// <inheritdoc/>
    public string Name => "publish-host-name";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => StepPlan.Of(Missing(vm, machine));

    private static IEnumerable<Change> Missing(VmSpecification vm, MachineView machine)
    {
        if (!machine.IsRunning || vm.HostName.Value is not { Text: var wanted } || machine.ReadText(StampPath) == wanted + "\n" || IsShown(wanted, machine)) yield break;

        foreach (var change in EnsureDirectory.WithParents(machine, AgentPaths.RunDirectory)) yield return change;
        foreach (var change in Requests(wanted, machine)) yield return change;
    }

    // As at each later boot, whose requests had the name from the first one on.
    private static bool IsShown(string wanted, MachineView machine)
    {
        var clients = Clients(machine);
        foreach (var client in clients)
        {
            if (!IsShownBy(client, wanted)) return false;
        }
        return clients.Count > 0;
    }

    private static bool IsShownBy(DhcpClient client, string wanted) => string.Equals(client.ShownHostName, wanted, StringComparison.OrdinalIgnoreCase);

    private static List<Change> Requests(string wanted, MachineView machine)
    {
        var changes = new List<Change>();
        string done = $"the next DHCP request carries host name {wanted}";
        try
        {
            foreach (var client in DhcpClient.OfMachine(machine))
            {
                done = $"DHCP has host name {wanted}";
                if (!IsShownBy(client, wanted)) changes.AddRange(client.Publish(wanted, machine));
            }
        }
        catch (FileFailure unreadable)
        {
            done = $"host name {wanted} is left to the next DHCP request: {unreadable.Message}";
        }
        changes.Add(Change.Write(StampPath, wanted + "\n", Permissions.WorldReadable, done));
        return changes;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Results(VmSpecification vm, MachineView machine)
    {
        foreach (var client in Clients(machine))
        {
            string place = client.Interface is { } name ? $"{name} ({client.Name})" : client.Name;
            yield return client.ShownHostName is { } shown
                ? $"{place}: the lease names {shown}"
                : $"{place}: the lease shows no host name, so whether the server has taken it is not seen here";
        }
    }

    private static IReadOnlyList<DhcpClient> Clients(MachineView machine)
    {
        try
        {
            return DhcpClient.OfMachine(machine);
        }
        catch (FileFailure)
        {
            return [];
        }
    }
}
