using Daybreak.Machine.Network.Dhcp;

namespace Daybreak.Provisioning.Steps;

/// <summary>Publishes the host name in the platform's DNS: a lease from before the host name was set is renewed. The link stays up.</summary>
/// <remarks>
/// If a lease does not show the name, a file in /run records that it was sent. It is not needed after a restart, because every DHCP request
/// contains the name.
/// </remarks>
public sealed class PublishHostName : IStep
{
    /// <summary>The host name that was sent in this boot, on one line.</summary>
    public const string StampPath = AgentPaths.RunDirectory + "/published-host-name";

    /// <inheritdoc/>
    public string Name => "publish-host-name";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => StepPlan.Of(Changes(vm, machine));

    private static IEnumerable<Change> Changes(VmSpecification vm, MachineView machine)
    {
        if (!machine.IsRunning || vm.HostName.Value is not { Text: var wanted } || machine.ReadText(StampPath) == wanted + "\n" || IsShown(wanted, machine)) yield break;

        foreach (var change in EnsureDirectory.WithParents(machine, AgentPaths.RunDirectory)) yield return change;
        foreach (var change in Requests(wanted, machine)) yield return change;
    }

    // This is so at later boots.
    private static bool IsShown(string wanted, MachineView machine)
    {
        var clients = Clients(machine);
        return clients.Count > 0 && clients.All(client => IsShownBy(client, wanted));
    }

    private static bool IsShownBy(DhcpClient client, string wanted) => string.Equals(client.ShownHostName, wanted, StringComparison.OrdinalIgnoreCase);

    private static List<Change> Requests(string wanted, MachineView machine)
    {
        var changes = new List<Change>();
        string done = $"the next DHCP request will contain host name {wanted}";
        try
        {
            foreach (var client in DhcpClient.OfMachine(machine))
            {
                done = $"host name {wanted} sent to the DHCP server";
                if (!IsShownBy(client, wanted)) changes.AddRange(client.Publish(wanted, machine));
            }
        }
        catch (FileFailure unreadable)
        {
            done = $"host name {wanted} not sent before the next DHCP request: {unreadable.Message}";
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
                ? $"{place}: the lease has host name {shown}"
                : $"{place}: the lease has no host name, so it is not known whether the server accepted it";
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
