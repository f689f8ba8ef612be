namespace Daybreak.Machine.BootLoader;

/// <summary>The format of command lines in a boot loader file, and how to find out whether a kernel has an initial RAM disk.</summary>
/// <param name="keywords">The keywords of the line with the command line.</param>
/// <param name="hasPath">Whether the kernel's path is between the keyword and the options.</param>
/// <param name="ends">The keywords of the first line after the entry.</param>
/// <param name="isInOrder">Whether the line with the RAM disk always follows the line with the kernel.</param>
public sealed class EntryForm(string[] keywords, bool hasPath, string[] ends, bool isInOrder)
{
    // GRUB_EARLY_INITRD_LINUX_STOCK of grub-mkconfig: microcode updates, which are loaded with or without a RAM disk.
    private static readonly string[] ForProcessor = ["intel-uc.img", "intel-ucode.img", "amd-uc.img", "amd-ucode.img", "early_ucode.cpio", "microcode.cpio"];

    /// <summary>GRUB 2. An entry may have one branch with a RAM disk and one without, as in Ubuntu's cloud images.</summary>
    public static EntryForm Grub { get; } = new(["linux", "linux16", "linuxefi"], hasPath: true, ["linux", "linux16", "linuxefi", "else", "elif", "fi", "menuentry", "submenu", "}"], isInOrder: true);

    /// <summary>GRUB legacy.</summary>
    public static EntryForm GrubLegacy { get; } = new(["kernel"], hasPath: true, ["kernel", "title"], isInOrder: true);

    /// <summary>Boot Loader Specification, type 1: one entry per file.</summary>
    public static EntryForm Specification { get; } = new(["options"], hasPath: false, [], isInOrder: false);

    /// <summary>extlinux, syslinux and U-Boot.</summary>
    public static EntryForm Extlinux { get; } = new(["append"], hasPath: false, ["label"], isInOrder: false);

    /// <summary>Adds these options to each kernel.</summary>
    public string With(string text, KernelOptions options)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (Options(line) is not (>= 0 and var at)) continue;
            string before = line[at..].TrimStart();
            string after = CommandLine.With(before, HasNoRamDisk(lines, i) ? options.WithoutRamDisk : options);
            if (after == before) continue;
            lines[i] = line[..at].TrimEnd() + Gap(line, at) + after + lines[i][line.Length..];
        }
        return string.Join('\n', lines);
    }

    /// <summary>Whether a kernel is booted without an initial RAM disk.</summary>
    public bool HasKernelWithoutRamDisk(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
            if (Options(lines[i].TrimEnd('\r')) >= 0 && HasNoRamDisk(lines, i)) return true;
        return false;
    }

    /// <summary>The first word of a line in lower case, and the position of the next word; empty if no other word follows.</summary>
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

    // The position of the kernel options in a line; -1 if it has none.
    private int Options(string line)
    {
        string keyword = Keyword(line, out int at);
        if (Array.IndexOf(keywords, keyword) < 0) return -1;
        if (hasPath)
        {
            int end = at;
            while (end < line.Length && line[end] is not (' ' or '\t')) end++;
            string path = line[at..end];
            // memtest is booted like a kernel but is none.
            if (path.Length == 0 || path.Contains("memtest", StringComparison.Ordinal)) return -1;
            at = end;
        }
        // extlinux: a single hyphen means no options, not even the global ones.
        return line[at..].Trim() == "-" ? -1 : at;
    }

    private bool HasNoRamDisk(string[] lines, int at)
    {
        // The initrd= option of the kernel's EFI stub and of syslinux.
        if (lines[at].Contains(" initrd=", StringComparison.Ordinal) || lines[at].Contains("\tinitrd=", StringComparison.Ordinal)) return false;
        // An entry without a kernel is a unified kernel image, or contains options for all entries.
        bool hasKernel = hasPath;
        foreach (int step in (ReadOnlySpan<int>)(isInOrder ? [1] : [1, -1]))
        {
            for (int i = at + step; i >= 0 && i < lines.Length; i += step)
            {
                string keyword = Keyword(lines[i], out int words);
                if (Array.IndexOf(ends, keyword) >= 0) break;
                if (IsRamDisk(keyword, lines[i][words..])) return false;
                hasKernel |= keyword is "linux" or "kernel";
            }
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

    // The white space that was there.
    private string Gap(string line, int at)
    {
        int start = hasPath ? at : line[..at].TrimEnd().Length;
        int end = start;
        while (end < line.Length && line[end] is ' ' or '\t') end++;
        return end > start ? line[start..end] : " ";
    }
}
