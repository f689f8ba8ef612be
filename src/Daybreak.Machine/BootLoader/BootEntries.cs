using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.BootLoader;

/// <summary>Command lines in the files that boot loaders read: a line with a keyword, in some of them the kernel's path, and the options.</summary>
public static class BootEntries
{
    /// <summary>GRUB 2: grub.cfg. As grub-mkconfig writes it.</summary>
    public static string Grub(string text, KernelOptions options) => Edit(text, ["linux", "linux16", "linuxefi"], hasPath: true, options);

    /// <summary>GRUB legacy: menu.lst, grub.conf.</summary>
    public static string GrubLegacy(string text, KernelOptions options) => Edit(text, ["kernel"], hasPath: true, options);

    /// <summary>Boot Loader Specification, type 1: loader/entries/*.conf. An entry of a kernel without options gets some.</summary>
    public static string Specification(string text, KernelOptions options)
    {
        bool hasOptions = false, isLinux = false;
        foreach (string line in text.Split('\n'))
        {
            hasOptions |= Keyword(line, out _) == "options";
            isLinux |= Keyword(line, out _) == "linux";
        }
        if (isLinux && !hasOptions) text = $"{text}{(text.EndsWith('\n') ? "" : "\n")}options \n";
        return Edit(text, ["options"], hasPath: false, options);
    }

    /// <summary>extlinux, syslinux and U-Boot: extlinux.conf. A label without APPEND stays as it is.</summary>
    public static string Extlinux(string text, KernelOptions options) => Edit(text, ["append"], hasPath: false, options);

    /// <summary>/etc/kernel/cmdline, of which kernel-install makes entries: one command line.</summary>
    public static string KernelInstall(string text, KernelOptions options) => CommandLine.With(text.Trim(), options) is var line && line == text.Trim() ? text : line + "\n";

    private static string Edit(string text, string[] keywords, bool hasPath, KernelOptions options)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string keyword = Keyword(lines[i], out int at);
            if (Array.IndexOf(keywords, keyword) < 0) continue;
            string line = lines[i].TrimEnd('\r');
            string path = "";
            if (hasPath)
            {
                int end = at;
                while (end < line.Length && line[end] is not (' ' or '\t')) end++;
                path = line[at..end];
                // Not a kernel, although it is started like one.
                if (path.Length == 0 || path.Contains("memtest", StringComparison.Ordinal)) continue;
                at = end;
            }
            string before = line[at..].TrimStart();
            // extlinux: a lone hyphen is "no options, not even the global ones".
            if (before == "-") continue;
            string after = CommandLine.With(before, options);
            if (after == before) continue;
            lines[i] = line[..at].TrimEnd() + Gap(line, at, hasPath) + after + lines[i][line.Length..];
        }
        return string.Join('\n', lines);
    }

    // The white space that stood there.
    private static string Gap(string line, int at, bool hasPath)
    {
        int start = hasPath ? at : line[..at].TrimEnd().Length;
        int end = start;
        while (end < line.Length && line[end] is ' ' or '\t') end++;
        return end > start ? line[start..end] : " ";
    }

    // Lower case; "at" is where the next word begins.
    private static string Keyword(string line, out int at)
    {
        int start = 0;
        while (start < line.Length && line[start] is ' ' or '\t') start++;
        int end = start;
        while (end < line.Length && line[end] is not (' ' or '\t' or '\r')) end++;
        at = end;
        while (at < line.Length && line[at] is ' ' or '\t') at++;
        return end == at && at < line.Length ? "" : line[start..end].ToLowerInvariant();
    }
}
