using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.BootLoader;

/// <summary>
/// Files of NAME=value that a shell reads, and of which a boot loader's own tool makes its configuration: /etc/default/grub,
/// /etc/update-extlinux.conf, /etc/default/u-boot.
/// </summary>
public static class ShellVariables
{
    /// <summary>Gives the kernel these options wherever the variable is set.</summary>
    /// <param name="text">The file.</param>
    /// <param name="name">The variable, such as GRUB_CMDLINE_LINUX.</param>
    /// <param name="options">What it is to have.</param>
    /// <param name="add">Whether the variable is set at the end where it is not set at all.</param>
    public static string With(string text, string name, KernelOptions options, bool add)
    {
        string[] lines = text.Split('\n');
        bool found = false;
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].TrimStart().StartsWith(name + "=", StringComparison.Ordinal)) continue;
            found = true;
            int at = lines[i].IndexOf('=', StringComparison.Ordinal) + 1;
            string value = lines[i][at..].TrimEnd();
            char quote = value is ['"' or '\'', ..] ? value[0] : ' ';
            // A comment after it, a value over several lines: too clever to be edited.
            if (quote == ' ' ? value.Contains(' ') : value.Length < 2 || value[^1] != quote) continue;
            string before = quote == ' ' ? value : value[1..^1];
            // Added to what an earlier line or file said, which has what is wanted.
            var missing = before.Contains('$' + name, StringComparison.Ordinal) || before.Contains("${" + name, StringComparison.Ordinal) ? new KernelOptions([], options.Unwanted) : options;
            string after = CommandLine.With(before, missing);
            if (after == before) continue;
            if (quote == ' ') quote = '"';
            lines[i] = $"{lines[i][..at]}{quote}{after}{quote}";
        }
        if (found || !add) return string.Join('\n', lines);
        return Append(text, $"{name}=\"{CommandLine.With("", options)}\"");
    }

    /// <summary>Sets a variable: where it is set, else at the end.</summary>
    public static string Set(string text, string name, string value)
    {
        string wanted = $"{name}=\"{value}\"";
        string[] lines = text.Split('\n');
        bool found = false;
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].TrimStart().StartsWith(name + "=", StringComparison.Ordinal)) continue;
            lines[i] = wanted;
            found = true;
        }
        return found ? string.Join('\n', lines) : Append(text, wanted);
    }

    /// <summary>Whether a variable is set to something with this in it.</summary>
    public static bool Mentions(string text, string name, string part)
    {
        foreach (string line in text.Split('\n'))
            if (line.TrimStart().StartsWith(name + "=", StringComparison.Ordinal) && line.Contains(part, StringComparison.Ordinal)) return true;
        return false;
    }

    private static string Append(string text, string line) => $"{text}{(text.Length == 0 || text.EndsWith('\n') ? "" : "\n")}{line}\n";
}
