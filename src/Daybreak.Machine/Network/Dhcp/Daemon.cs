namespace Daybreak.Machine.Network.Dhcp;

/// <summary>A running program with a pid file.</summary>
/// <param name="Program">The path of the executable (proc(5): /proc/PID/exe).</param>
/// <param name="Arguments">The arguments without the program's name.</param>
internal sealed record Daemon(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The running programs with this name that have a pid file /run/NAME*.pid.</summary>
    public static IEnumerable<Daemon> WithName(string name, MachineView machine)
    {
        foreach (string file in machine.List("/run"))
        {
            if (!file.StartsWith(name, StringComparison.Ordinal) || !file.EndsWith(".pid", StringComparison.Ordinal)) continue;
            if (Of($"/run/{file}", name, machine) is { } daemon) yield return daemon;
        }
    }

    /// <summary>The program that a pid file identifies; null if it has ended or another program has its process id.</summary>
    public static Daemon? Of(string pidFile, string name, MachineView machine)
    {
        try
        {
            if (!int.TryParse(machine.ReadText(pidFile)?.Trim(), out int id) || id <= 1) return null;
            if (machine.ReadLink($"/proc/{id}/exe") is not { } program || machine.Read($"/proc/{id}/cmdline") is not { } line) return null;
            string[] words = Encoding.UTF8.GetString(line.Span).TrimEnd('\0').Split('\0');
            // Handle "busybox udhcpc …". Some daemons overwrite their arguments ("dhcpcd: eth0 [ip4]"), so the name of the executable also counts.
            int at = Path.GetFileName(words[0]) == "busybox" ? 1 : 0;
            bool isIt = (at < words.Length && Path.GetFileName(words[at]) == name) || Path.GetFileName(program) == name;
            return isIt ? new Daemon(program, words[Math.Min(at + 1, words.Length)..]) : null;
        }
        catch (FileFailure)
        {
            // The program ended during the check.
            return null;
        }
    }
}
