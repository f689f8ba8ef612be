using Daybreak.Machine.Desired;

namespace Daybreak.Machine.Network.Dhcp;

/// <summary>busybox udhcpc. It always sends the host name of its command line, so SIGUSR1 would send the old name again.</summary>
/// <param name="interfaceName">The interface.</param>
/// <param name="daemon">The running udhcpc.</param>
/// <remarks>
/// So a second udhcpc sends a request with the same identity, the new name and a script that does nothing, and exits without releasing the
/// lease. The interface is not changed. The first one sends the old name at its next renewal, until the machine is restarted.
/// </remarks>
internal sealed class UdhcpcClient(string interfaceName, Daemon daemon) : DhcpClient(interfaceName)
{
    private const string Program = "udhcpc";

    // The options that take a value: busybox, networking/udhcp/dhcpc.c.
    private const string WithValue = "isptTArOVFxcHh";

    public override string Name => Program;

    public static IEnumerable<DhcpClient> Find(MachineView machine) =>
        Daemon.WithName(Program, machine).Select(daemon => new UdhcpcClient(Options(daemon).Interface ?? "eth0", daemon));

    public override IEnumerable<Change> Publish(string hostName, MachineView machine)
    {
        if (FindProgram.Named(machine, "true") is not { } nothing) yield break;
        string[] program = Path.GetFileName(daemon.Program) == Program ? [daemon.Program] : [daemon.Program, Program];
        yield return RunProgram.Optional(
            [.. program, "-i", Interface!, "-n", "-q", "-f", "-s", nothing, .. Options(daemon).Identity, "-x", $"hostname:{hostName}"],
            $"host name {hostName} sent on {Interface} by a second {Name}");
    }

    private static ParsedOptions Options(Daemon daemon)
    {
        string? name = null;
        var identity = new List<string>();
        for (int i = 0; i < daemon.Arguments.Count; i++)
        {
            string word = daemon.Arguments[i];
            if (word.Length < 2 || word[0] != '-' || word[1] == '-') continue;
            for (int at = 1; at < word.Length; at++)
            {
                if (!WithValue.Contains(word[at], StringComparison.Ordinal))
                {
                    if (word[at] == 'C') identity.Add("-C");
                    // -a[MSEC]: the rest of the word is its value.
                    if (word[at] == 'a') break;
                    continue;
                }
                string value = at + 1 < word.Length ? word[(at + 1)..] : i + 1 < daemon.Arguments.Count ? daemon.Arguments[++i] : "";
                if (word[at] == 'i') name = value;
                if (word[at] is 'V' or 'c' || (word[at] == 'x' && !IsHostNameOption(value))) identity.AddRange([$"-{word[at]}", value]);
                break;
            }
        }
        return new ParsedOptions(name, identity);
    }

    private static bool IsHostNameOption(string option) =>
        option.StartsWith("hostname:", StringComparison.Ordinal) || option.StartsWith("12:", StringComparison.Ordinal) || option.StartsWith("0x0c:", StringComparison.OrdinalIgnoreCase);

    private sealed record ParsedOptions(string? Interface, IReadOnlyList<string> Identity);
}
