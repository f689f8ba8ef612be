using System.Text;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Network.Dhcp;

/// <summary>A running program that left its process id in a file.</summary>
/// <param name="Program">The executable's path (proc(5): /proc/PID/exe).</param>
/// <param name="Arguments">Its arguments without its own name.</param>
internal sealed record Daemon(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The program whose process id a file holds; null when it has ended, or another program has its number now.</summary>
    /// <param name="pidFile">Path.</param>
    /// <param name="name">The name that it was started by, such as "udhcpc", also where the executable is busybox.</param>
    /// <param name="machine">The machine.</param>
    public static Daemon? Of(string pidFile, string name, MachineView machine)
    {
        try
        {
            if (!int.TryParse(machine.ReadText(pidFile)?.Trim(), out int id) || id <= 1) return null;
            if (machine.ReadLink($"/proc/{id}/exe") is not { } program || machine.Read($"/proc/{id}/cmdline") is not { } line) return null;
            string[] words = Encoding.UTF8.GetString(line.Span).TrimEnd('\0').Split('\0');
            // "busybox udhcpc …"; and a daemon may have rewritten its words ("dhcpcd: eth0 [ip4]"), so that only the executable tells.
            int at = Path.GetFileName(words[0]) == "busybox" ? 1 : 0;
            bool isIt = (at < words.Length && Path.GetFileName(words[at]) == name) || Path.GetFileName(program) == name;
            return isIt ? new Daemon(program, words[Math.Min(at + 1, words.Length)..]) : null;
        }
        catch (FileFailure)
        {
            // It ended while it was looked at.
            return null;
        }
    }
}
