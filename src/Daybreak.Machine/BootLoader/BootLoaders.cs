using System.Text;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.BootLoader;

/// <summary>
/// Every file of the machine that a kernel's command line comes from: what boot loaders read, and what their tools make that of. They are
/// edited in place, with a copy of the first state beside each; no tool is run, so it works on an image too, and the tool's next run says the same.
/// </summary>
public static class BootLoaders
{
    private const string Backup = ".daybreak-backup";

    /// <summary>The changes that give every entry these options, in order.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="options">What the kernel is to get.</param>
    /// <param name="serialMenu">Whether GRUB's menu is to be on the serial port too.</param>
    public static IReadOnlyList<Change> Give(MachineView machine, KernelOptions options, bool serialMenu)
    {
        var changes = new List<Change>();
        foreach (string directory in (string[])["/boot/grub", "/boot/grub2", .. Below(machine, "/boot/efi/EFI")])
        {
            Edit(machine, directory + "/grub.cfg", text => Grub(text, options, serialMenu), changes);
            Edit(machine, directory + "/grubenv", text => GrubFiles.Environment(text, options), changes);
        }
        foreach (string path in (string[])["/boot/grub/menu.lst", "/boot/grub/grub.conf"]) Edit(machine, path, text => BootEntries.GrubLegacy(text, options), changes);
        foreach (string directory in (string[])["/boot/loader/entries", "/boot/efi/loader/entries", "/efi/loader/entries"])
        {
            foreach (string path in Below(machine, directory))
                if (path.EndsWith(".conf", StringComparison.Ordinal)) Edit(machine, path, text => BootEntries.Specification(text, options), changes);
        }
        foreach (string path in (string[])["/boot/extlinux/extlinux.conf", "/boot/extlinux.conf", "/boot/syslinux/syslinux.cfg"])
            Edit(machine, path, text => BootEntries.Extlinux(text, options), changes);
        Edit(machine, "/etc/kernel/cmdline", text => BootEntries.KernelInstall(text, options), changes);
        Edit(machine, "/etc/default/grub", text => GrubFiles.Defaults(text, options, serialMenu, isMain: true), changes);
        foreach (string path in Below(machine, "/etc/default/grub.d"))
            if (path.EndsWith(".cfg", StringComparison.Ordinal)) Edit(machine, path, text => GrubFiles.Defaults(text, options, serialMenu, isMain: false), changes);
        Edit(machine, "/etc/update-extlinux.conf", text => ShellVariables.With(text, "default_kernel_opts", options, add: true), changes);
        Edit(machine, "/etc/default/u-boot", text => ShellVariables.With(text, "U_BOOT_PARAMETERS", options, add: false), changes);
        return changes;
    }

    private static string Grub(string text, KernelOptions options, bool serialMenu)
    {
        string edited = BootEntries.Grub(text, options);
        return serialMenu ? GrubFiles.WithSerialMenu(edited) : edited;
    }

    private static List<string> Below(MachineView machine, string directory)
    {
        var paths = new List<string>();
        foreach (string name in machine.List(directory)) paths.Add($"{directory}/{name}");
        return paths;
    }

    private static void Edit(MachineView machine, string path, Func<string, string> edit, List<Change> changes)
    {
        // menu.lst is often a link to grub.conf: one file, edited once.
        if (machine.Entry(path) is not { Kind: FileKind.File } entry || machine.Read(path) is not { } content) return;
        string before = Encoding.Latin1.GetString(content.Span);
        string after = edit(before);
        if (after == before) return;
        var owner = new Owner(entry.User, entry.Group);
        if (machine.Entry(path + Backup) is null)
            changes.Add(new WriteFile(path + Backup, content, entry.Mode, owner, LinkPolicy.SystemLinks, $"{path} kept as {path + Backup}"));
        changes.Add(new WriteFile(path, Encoding.Latin1.GetBytes(after), entry.Mode, owner, LinkPolicy.SystemLinks, $"kernel command line in {path}"));
    }
}
