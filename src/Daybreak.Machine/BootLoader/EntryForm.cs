using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.BootLoader;

/// <summary>How a boot loader's file writes down a command line, and whether a kernel has an initial RAM disk.</summary>
/// <param name="keywords">What the line with the command line begins with.</param>
/// <param name="hasPath">Whether the kernel's path stands between.</param>
/// <param name="ends">What the next line that is none of the same entry's begins with.</param>
/// <param name="isInOrder">Whether the RAM disk comes after the kernel, always.</param>
public sealed class EntryForm(string[] keywords, bool hasPath, string[] ends, bool isInOrder)
{
    // grub-mkconfig's list, GRUB_EARLY_INITRD_LINUX_STOCK: updates for the processor, before the RAM disk or without one.
    private static readonly string[] ForProcessor = ["intel-uc.img", "intel-ucode.img", "amd-uc.img", "amd-ucode.img", "early_ucode.cpio", "microcode.cpio"];

    /// <summary>GRUB 2. An entry may start with a RAM disk in one branch and without in another: Ubuntu's images for clouds do.</summary>
    public static EntryForm Grub { get; } = new(["linux", "linux16", "linuxefi"], hasPath: true, ["linux", "linux16", "linuxefi", "else", "elif", "fi", "menuentry", "submenu", "}"], isInOrder: true);

    /// <summary>GRUB legacy.</summary>
    public static EntryForm GrubLegacy { get; } = new(["kernel"], hasPath: true, ["kernel", "title"], isInOrder: true);

    /// <summary>Boot Loader Specification, type 1: a file is an entry.</summary>
    public static EntryForm Specification { get; } = new(["options"], hasPath: false, [], isInOrder: false);

    /// <summary>extlinux, syslinux and U-Boot.</summary>
    public static EntryForm Extlinux { get; } = new(["append"], hasPath: false, ["label"], isInOrder: false);

    /// <summary>Gives each kernel these options.</summary>
    public string With(string text, KernelOptions options)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (Options(line) is not (>= 0 and var at)) continue;
            string before = line[at..].TrimStart();
            string after = CommandLine.With(before, IsAlone(lines, i) ? options.WithoutRamDisk : options);
            if (after == before) continue;
            lines[i] = line[..at].TrimEnd() + Gap(line, at) + after + lines[i][line.Length..];
        }
        return string.Join('\n', lines);
    }

    /// <summary>Whether some kernel is started without an initial RAM disk.</summary>
    public bool HasKernelAlone(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
            if (Options(lines[i].TrimEnd('\r')) >= 0 && IsAlone(lines, i)) return true;
        return false;
    }

    /// <summary>A line's first word in lower case; empty where no word follows it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="at">Where the next word begins.</param>
    public static string Keyword(string line, out int at)
    {
        int start = 0;
        while (start < line.Length && line[start] is ' ' or '\t') start++;
        int end = start;
        while (end < line.Length && line[end] is not (' ' or '\t' or '\r')) end++;
        at = end;
        while (at < line.Length && line[at] is ' ' or '\t') at++;
        return end == at && at < line.Length ? "" : line[start..end].ToLowerInvariant();
    }

    // Where a line's options begin; -1 where it has none that are a kernel's.
    private int Options(string line)
    {
        string keyword = Keyword(line, out int at);
        if (Array.IndexOf(keywords, keyword) < 0) return -1;
        if (hasPath)
        {
            int end = at;
            while (end < line.Length && line[end] is not (' ' or '\t')) end++;
            string path = line[at..end];
            // Not a kernel, although it is started like one.
            if (path.Length == 0 || path.Contains("memtest", StringComparison.Ordinal)) return -1;
            at = end;
        }
        // extlinux: a lone hyphen is "no options, not even the global ones".
        return line[at..].Trim() == "-" ? -1 : at;
    }

    private bool IsAlone(string[] lines, int at)
    {
        // The kernel's own way, and syslinux'.
        if (lines[at].Contains(" initrd=", StringComparison.Ordinal) || lines[at].Contains("\tinitrd=", StringComparison.Ordinal)) return false;
        // Without a kernel it is something else: an executable that has all in it, options for all entries.
        bool hasKernel = hasPath;
        for (int i = at + 1; i < lines.Length; i++)
        {
            string keyword = Keyword(lines[i], out int words);
            if (Array.IndexOf(ends, keyword) >= 0) break;
            if (IsRamDisk(keyword, lines[i][words..])) return false;
            hasKernel |= keyword is "linux" or "kernel";
        }
        for (int i = at - 1; !isInOrder && i >= 0; i--)
        {
            string keyword = Keyword(lines[i], out int words);
            if (Array.IndexOf(ends, keyword) >= 0) break;
            if (IsRamDisk(keyword, lines[i][words..])) return false;
            hasKernel |= keyword is "linux" or "kernel";
        }
        return hasKernel;
    }

    private static bool IsRamDisk(string keyword, string files)
    {
        if (keyword is not ("initrd" or "initrd16" or "initrdefi")) return false;
        foreach (string file in files.Split(' '))
        {
            string name = file[(file.LastIndexOf('/') + 1)..].Trim();
            if (name.Length > 0 && Array.IndexOf(ForProcessor, name) < 0) return true;
        }
        return false;
    }

    // The white space that stood there.
    private string Gap(string line, int at)
    {
        int start = hasPath ? at : line[..at].TrimEnd().Length;
        int end = start;
        while (end < line.Length && line[end] is ' ' or '\t') end++;
        return end > start ? line[start..end] : " ";
    }
}
