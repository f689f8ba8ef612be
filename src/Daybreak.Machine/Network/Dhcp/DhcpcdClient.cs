namespace Daybreak.Machine.Network.Dhcp;

/// <summary>dhcpcd: one for all interfaces, or one for each.</summary>
/// <param name="interfaceName">The interface; null if it manages all.</param>
/// <param name="program">The executable.</param>
/// <param name="family">"-4" if it was started for IPv4 only, which changes the name of its control socket.</param>
/// <remarks>
/// dhcpcd(8): <c>-n</c> reloads the configuration and rebinds; the address stays. <c>hostname</c> in dhcpcd.conf decides whether the name is sent.
/// </remarks>
internal sealed class DhcpcdClient(string? interfaceName, string program, string? family) : DhcpClient(interfaceName)
{
    private const string Program = "dhcpcd";
    private const string Ending = ".pid";
    private const string FamilyEnding = "-4";

    public override string Name => Program;

    public static IEnumerable<DhcpClient> Find(MachineView machine)
    {
        // dhcpcd 9 and later use a directory, older versions /run/dhcpcd.pid and /run/dhcpcd-eth0.pid.
        foreach (string file in machine.List("/run/dhcpcd"))
        {
            if (file == "pid" && Daemon.Of("/run/dhcpcd/pid", Program, machine) is { } whole) yield return new DhcpcdClient(null, whole.Program, null);
            else if (file.EndsWith(Ending, StringComparison.Ordinal) && Of($"/run/dhcpcd/{file}", file[..^Ending.Length], machine) is { } one) yield return one;
        }
        foreach (string file in machine.List("/run"))
        {
            if (file == Program + Ending && Daemon.Of($"/run/{file}", Program, machine) is { } whole) yield return new DhcpcdClient(null, whole.Program, null);
            if (!file.StartsWith(Program + "-", StringComparison.Ordinal) || !file.EndsWith(Ending, StringComparison.Ordinal)) continue;
            if (Of($"/run/{file}", file[(Program.Length + 1)..^Ending.Length], machine) is { } one) yield return one;
        }
    }

    public override IEnumerable<Change> Publish(string hostName, MachineView machine)
    {
        var arguments = new List<string> { program };
        if (family is not null) arguments.Add(family);
        arguments.Add("-n");
        if (Interface is not null) arguments.Add(Interface);
        yield return RunProgram.Optional(arguments, $"host name {hostName} sent{(Interface is null ? "" : $" on {Interface}")} by {Name}");
    }

    private static DhcpcdClient? Of(string pidFile, string name, MachineView machine)
    {
        if (name.EndsWith("-6", StringComparison.Ordinal) || Daemon.Of(pidFile, Program, machine) is not { } daemon) return null;
        bool oneFamily = name.EndsWith(FamilyEnding, StringComparison.Ordinal);
        return new DhcpcdClient(oneFamily ? name[..^FamilyEnding.Length] : name, daemon.Program, oneFamily ? FamilyEnding : null);
    }
}
