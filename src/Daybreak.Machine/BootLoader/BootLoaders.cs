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

    private enum Form
    {
        Grub,
        GrubEnvironment,
        GrubLegacy,
        Specification,
        Extlinux,
        KernelInstall,
        GrubDefaults,
        GrubDropIn,
        UpdateExtlinux,
        UBoot,
    }

    /// <summary>The changes that give every entry these options, in order.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="options">What the kernel is to get.</param>
    /// <param name="serialMenu">Whether GRUB's menu is to be on the serial port too.</param>
    public static List<Change> Give(MachineView machine, KernelOptions options, bool serialMenu)
    {
        var changes = new List<Change>();
        foreach (string name in machine.List("/boot/efi/EFI")) Grub("/boot/efi/EFI/" + name);
        Grub("/boot/grub");
        Grub("/boot/grub2");
        Edit("/boot/grub/menu.lst", Form.GrubLegacy);
        Edit("/boot/grub/grub.conf", Form.GrubLegacy);
        Directory("/boot/loader/entries", ".conf", Form.Specification);
        Directory("/boot/efi/loader/entries", ".conf", Form.Specification);
        Directory("/efi/loader/entries", ".conf", Form.Specification);
        Edit("/boot/extlinux/extlinux.conf", Form.Extlinux);
        Edit("/boot/extlinux.conf", Form.Extlinux);
        Edit("/boot/syslinux/syslinux.cfg", Form.Extlinux);
        Edit("/etc/kernel/cmdline", Form.KernelInstall);
        Edit("/etc/default/grub", Form.GrubDefaults);
        Directory("/etc/default/grub.d", ".cfg", Form.GrubDropIn);
        Edit("/etc/update-extlinux.conf", Form.UpdateExtlinux);
        Edit("/etc/default/u-boot", Form.UBoot);
        return changes;

        void Grub(string directory)
        {
            Edit(directory + "/grub.cfg", Form.Grub);
            Edit(directory + "/grubenv", Form.GrubEnvironment);
        }

        void Directory(string directory, string end, Form form)
        {
            foreach (string name in machine.List(directory))
                if (name.EndsWith(end, StringComparison.Ordinal)) Edit($"{directory}/{name}", form);
        }

        void Edit(string path, Form form)
        {
            // menu.lst is often a link to grub.conf: one file, edited once.
            if (machine.Entry(path) is not { Kind: FileKind.File } entry || machine.Read(path) is not { } content) return;
            string before = Encoding.Latin1.GetString(content.Span);
            string after = Edited(form, before, options, serialMenu);
            if (after == before) return;
            var owner = new Owner(entry.User, entry.Group);
            string backup = path + Backup;
            if (machine.Entry(backup) is null) changes.Add(new WriteFile(backup, content, entry.Mode, owner, LinkPolicy.SystemLinks, $"{path} kept as {backup}"));
            changes.Add(new WriteFile(path, Encoding.Latin1.GetBytes(after), entry.Mode, owner, LinkPolicy.SystemLinks, $"kernel command line in {path}"));
        }
    }

    private static string Edited(Form form, string text, KernelOptions options, bool serialMenu) => form switch
    {
        Form.Grub when serialMenu => GrubFiles.WithSerialMenu(BootEntries.Grub(text, options)),
        Form.Grub => BootEntries.Grub(text, options),
        Form.GrubEnvironment => GrubFiles.Environment(text, options),
        Form.GrubLegacy => BootEntries.GrubLegacy(text, options),
        Form.Specification => BootEntries.Specification(text, options),
        Form.Extlinux => BootEntries.Extlinux(text, options),
        Form.KernelInstall => BootEntries.KernelInstall(text, options),
        Form.UpdateExtlinux => ShellVariables.With(text, "default_kernel_opts", options, add: true),
        Form.UBoot => ShellVariables.With(text, "U_BOOT_PARAMETERS", options, add: false),
        _ => GrubFiles.Defaults(text, options, serialMenu, isMain: form == Form.GrubDefaults),
    };
}
