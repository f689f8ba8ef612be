using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.BootLoader;

/// <summary>Command lines in the files that boot loaders read: a line with a keyword, in some of them the kernel's path, and the options.</summary>
public static class BootEntries
{
    /// <summary>GRUB 2: grub.cfg. As grub-mkconfig writes it.</summary>
    public static string Grub(string text, KernelOptions options) => EntryForm.Grub.With(text, options);

    /// <summary>GRUB legacy: menu.lst, grub.conf.</summary>
    public static string GrubLegacy(string text, KernelOptions options) => EntryForm.GrubLegacy.With(text, options);

    /// <summary>Boot Loader Specification, type 1: loader/entries/*.conf. An entry of a kernel without options gets some.</summary>
    public static string Specification(string text, KernelOptions options) => EntryForm.Specification.With(WithOptions(text), options);

    /// <summary>extlinux, syslinux and U-Boot: extlinux.conf. A label without APPEND stays as it is.</summary>
    public static string Extlinux(string text, KernelOptions options) => EntryForm.Extlinux.With(text, options);

    /// <summary>Whether an entry of the Boot Loader Specification starts a kernel without an initial RAM disk.</summary>
    public static bool IsKernelAlone(string text) => EntryForm.Specification.HasKernelAlone(WithOptions(text));

    /// <summary>/etc/kernel/cmdline, of which kernel-install makes entries: one command line.</summary>
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
