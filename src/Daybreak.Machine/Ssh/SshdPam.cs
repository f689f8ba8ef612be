using System.Text;

namespace Daybreak.Machine.Ssh;

/// <summary>Whether sshd leaves it to PAM who is locked.</summary>
/// <remarks>
/// sshd_config(5), UsePAM: "no" unless it is set. Without PAM, sshd takes a "!" at the beginning of the password field for an account that is
/// locked, and refuses its keys too; a "*" only has no password.
/// </remarks>
public static class SshdPam
{
    private const string Main = "/etc/ssh/sshd_config";
    private const string DropInDirectory = "/etc/ssh/sshd_config.d";

    /// <summary>Whether "UsePAM yes" is in sshd's configuration, before any "UsePAM no".</summary>
    public static bool IsUsed(MachineView machine)
    {
        if (Text(machine, Main) is not { } main) return false;
        if (main.Contains(DropInDirectory, StringComparison.Ordinal))
        {
            foreach (string name in machine.List(DropInDirectory))
                if (name.EndsWith(".conf", StringComparison.Ordinal) && Text(machine, $"{DropInDirectory}/{name}") is { } text && Says(text) is { } said) return said;
        }
        return Says(main) ?? false;
    }

    private static bool? Says(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split([' ', '\t', '=', '"', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && words[0].Equals("UsePAM", StringComparison.OrdinalIgnoreCase)) return words[1].Equals("yes", StringComparison.OrdinalIgnoreCase);
        }
        return null;
    }

    private static string? Text(MachineView machine, string path) => machine.Read(path) is { } content ? Encoding.Latin1.GetString(content.Span) : null;
}
