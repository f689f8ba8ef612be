namespace Daybreak.Machine.BootLoader;

/// <summary>Kernel command lines in boot loader files: lines with a keyword, in some formats the kernel's path, and the options.</summary>
public static class BootEntries
{
    /// <summary>GRUB 2: grub.cfg, as grub-mkconfig writes it.</summary>
    public static string Grub(string text, KernelOptions options) => EntryForm.Grub.With(text, options);

    /// <summary>GRUB legacy: menu.lst, grub.conf.</summary>
    public static string GrubLegacy(string text, KernelOptions options) => EntryForm.GrubLegacy.With(text, options);

    /// <summary>Boot Loader Specification, type 1: loader/entries/*.conf. An entry with a kernel but without options gets an options line.</summary>
    public static string Specification(string text, KernelOptions options) => EntryForm.Specification.With(WithOptions(text), options);

    /// <summary>extlinux, syslinux and U-Boot: extlinux.conf. A label without APPEND is not changed.</summary>
    public static string Extlinux(string text, KernelOptions options) => EntryForm.Extlinux.With(text, options);

    /// <summary>Whether an entry of the Boot Loader Specification boots a kernel without an initial RAM disk.</summary>
    public static bool HasKernelWithoutRamDisk(string text) => EntryForm.Specification.HasKernelWithoutRamDisk(WithOptions(text));

    /// <summary>/etc/kernel/cmdline, from which kernel-install creates entries: one command line.</summary>
    public static string KernelInstall(string text, KernelOptions options) => CommandLine.With(text.Trim(), options) is var line && line == text.Trim() ? text : line + "\n";

    private static string WithOptions(string text)
    {
        bool hasOptions = false, isLinux = false;
        foreach (string line in text.Split('\n'))
        {
            hasOptions |= EntryForm.Keyword(line, out _) == "options";
            isLinux |= EntryForm.Keyword(line, out _) == "linux";
        }
        return isLinux && !hasOptions ? $"{text}{(text.EndsWith('\n') ? "" : "\n")}options \n" : text;
    }
}
