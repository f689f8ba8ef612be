namespace Daybreak.Machine.BootLoader;

/// <summary>
/// Files of NAME=value lines in shell syntax, from which boot loader tools generate their configuration: /etc/default/grub,
/// /etc/update-extlinux.conf, /etc/default/u-boot.
/// </summary>
public static class ShellVariables
{
    /// <summary>
    /// Adds these kernel options wherever the variable, such as GRUB_CMDLINE_LINUX, is set. If it is not set, it is added at the end on
    /// request.
    /// </summary>
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
            // Lines with a comment after the value, and values of several lines, are not edited.
            if (quote == ' ' ? value.Contains(' ') : value.Length < 2 || value[^1] != quote) continue;
            string before = quote == ' ' ? value : value[1..^1];
            // The line extends a value that was set earlier and has the options already.
            var missing = before.Contains('$' + name, StringComparison.Ordinal) || before.Contains("${" + name, StringComparison.Ordinal) ? new KernelOptions([], options.Unwanted) : options;
            string after = CommandLine.With(before, missing);
            if (after == before) continue;
            if (quote == ' ') quote = '"';
            lines[i] = $"{lines[i][..at]}{quote}{after}{quote}";
        }
        if (found || !add) return string.Join('\n', lines);
        return Append(text, $"{name}=\"{CommandLine.With("", options)}\"");
    }

    /// <summary>Sets a variable where it is set, otherwise at the end.</summary>
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

    /// <summary>Whether the value of a variable contains a text.</summary>
    public static bool HasPart(string text, string name, string part)
    {
        foreach (string line in text.Split('\n'))
            if (line.TrimStart().StartsWith(name + "=", StringComparison.Ordinal) && line.Contains(part, StringComparison.Ordinal)) return true;
        return false;
    }

    private static string Append(string text, string line) => $"{text}{(text.Length == 0 || text.EndsWith('\n') ? "" : "\n")}{line}\n";
}
