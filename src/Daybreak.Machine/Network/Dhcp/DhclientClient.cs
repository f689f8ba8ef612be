using Daybreak.Machine.Desired;

namespace Daybreak.Machine.Network.Dhcp;

/// <summary>ISC dhclient. It has no signal for a new request, and a restart by ifupdown releases the lease.</summary>
/// <param name="interfaceName">The interface.</param>
/// <param name="daemon">The running dhclient.</param>
/// <remarks>
/// So a second dhclient requests the same address with the same identity, a copy of the lease and a script that does nothing. It does not
/// change the interface or the state of the first one. <c>send host-name = gethostname();</c> in dhclient.conf is evaluated for each request.
/// </remarks>
internal sealed class DhclientClient(string interfaceName, Daemon daemon) : DhcpClient(interfaceName)
{
    private const string Program = "dhclient";

    // The options of the running dhclient that define its identity, and other options with a value.
    private static readonly string[] KeptWithValue = ["-cf", "-C", "-D", "-df", "-V", "-p"];
    private static readonly string[] OtherWithValue = ["-lf", "-pf", "-sf", "-e", "-s", "-g", "-H", "-F", "-R", "-timeout", "--decline-wait-time", "--address-prefix-len"];

    public override string Name => Program;

    public static IEnumerable<DhcpClient> Find(MachineView machine)
    {
        foreach (var daemon in Daemon.WithName(Program, machine))
        {
            if (daemon.Arguments.Contains("-6")) continue;
            foreach (string name in Interfaces(daemon.Arguments)) yield return new DhclientClient(name, daemon);
        }
    }

    public override IEnumerable<Change> Publish(string hostName, MachineView machine)
    {
        if (FindProgram.Named(machine, "true") is not { } nothing) yield break;
        string leases = $"{AgentPaths.RunDirectory}/{Program}.{Interface}.leases";
        string[] common = [.. Identity(), "-q", "-pf", $"{AgentPaths.RunDirectory}/{Program}.{Interface}.pid", "-lf", leases, "-sf", nothing, Interface!];
        if (machine.Read(LeaseFile(machine)) is { } lease)
            yield return new WriteFile(leases, lease, Permissions.OwnerOnly, Owner.System, LinkPolicy.SystemLinks, $"lease of {Name} on {Interface} copied");
        yield return RunProgram.Optional([daemon.Program, "-1", .. common], $"host name {hostName} sent on {Interface} by a second {Name}");
        yield return RunProgram.Optional([daemon.Program, "-x", .. common], $"second {Name} on {Interface} stopped");
    }

    private List<string> Identity()
    {
        var kept = new List<string>();
        for (int i = 0; i < daemon.Arguments.Count; i++)
        {
            string word = daemon.Arguments[i];
            if (word is "-4" or "-i" or "-I") kept.Add(word);
            if (i + 1 < daemon.Arguments.Count && KeptWithValue.Contains(word)) kept.AddRange([word, daemon.Arguments[i + 1]]);
        }
        return kept;
    }

    private string LeaseFile(MachineView machine)
    {
        for (int i = 0; i + 1 < daemon.Arguments.Count; i++)
            if (daemon.Arguments[i] == "-lf") return daemon.Arguments[i + 1];
        return machine.Entry("/var/lib/dhcp/dhclient.leases") is null ? "/var/lib/dhclient/dhclient.leases" : "/var/lib/dhcp/dhclient.leases";
    }

    private static List<string> Interfaces(IReadOnlyList<string> arguments)
    {
        var names = new List<string>();
        for (int i = 0; i < arguments.Count; i++)
        {
            if (KeptWithValue.Contains(arguments[i]) || OtherWithValue.Contains(arguments[i])) i++;
            else if (!arguments[i].StartsWith('-')) names.Add(arguments[i]);
        }
        return names;
    }
}
