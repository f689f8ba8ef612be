namespace Daybreak.Machine.BootLoader;

/// <summary>
/// Every file that defines a kernel command line: the configurations of boot loaders and the settings from which their tools generate
/// them. The files are edited in place, and the original of each is kept beside it. No tool runs, so this works on an image too.
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

    /// <summary>
    /// The changes that add these options to every entry, in order. With a serial menu, GRUB also shows its menu on the serial port.
    /// </summary>
    public static List<Change> AddOptions(MachineView machine, KernelOptions options, bool serialMenu)
    {
        var files = Files(machine);
        bool isWithoutRamDisk = false;
        foreach (var file in files) isWithoutRamDisk |= HasKernelWithoutRamDisk(file);
        var changes = new List<Change>();
        foreach (var file in files)
        {
            // The settings of a tool apply to all kernels.
            bool isWithout = IsEntries(file.Form) ? HasKernelWithoutRamDisk(file) : isWithoutRamDisk;
            string after = Edited(file.Form, file.Text, isWithout && !IsEntries(file.Form) ? options.WithoutRamDisk : options, serialMenu);
            if (after == file.Text) continue;
            var owner = new Owner(file.Entry.User, file.Entry.Group);
            string backup = file.Path + Backup;
            if (machine.Entry(backup) is null) changes.Add(new WriteFile(backup, file.Content, file.Entry.Mode, owner, LinkPolicy.SystemLinks, $"{file.Path} kept as {backup}"));
            string sentence = $"kernel command line in {file.Path}{options.Remark}";
            if (isWithout && options.ForRamDisk.Length > 0) sentence += $", without {string.Join(' ', options.ForRamDisk)} for kernels without an initial RAM disk, which would wait that long at each boot";
            changes.Add(new WriteFile(file.Path, Encoding.Latin1.GetBytes(after), file.Entry.Mode, owner, LinkPolicy.SystemLinks, sentence));
        }
        return changes;
    }

    private static List<BootFile> Files(MachineView machine)
    {
        var files = new List<BootFile>();
        foreach (string name in machine.List("/boot/efi/EFI")) Grub("/boot/efi/EFI/" + name);
        Grub("/boot/grub");
        Grub("/boot/grub2");
        Add("/boot/grub/menu.lst", Form.GrubLegacy);
        Add("/boot/grub/grub.conf", Form.GrubLegacy);
        Directory("/boot/loader/entries", ".conf", Form.Specification);
        Directory("/boot/efi/loader/entries", ".conf", Form.Specification);
        Directory("/efi/loader/entries", ".conf", Form.Specification);
        Add("/boot/extlinux/extlinux.conf", Form.Extlinux);
        Add("/boot/extlinux.conf", Form.Extlinux);
        Add("/boot/syslinux/syslinux.cfg", Form.Extlinux);
        Add("/etc/kernel/cmdline", Form.KernelInstall);
        Add("/etc/default/grub", Form.GrubDefaults);
        Directory("/etc/default/grub.d", ".cfg", Form.GrubDropIn);
        Add("/etc/update-extlinux.conf", Form.UpdateExtlinux);
        Add("/etc/default/u-boot", Form.UBoot);
        return files;

        void Grub(string directory)
        {
            Add(directory + "/grub.cfg", Form.Grub);
            Add(directory + "/grubenv", Form.GrubEnvironment);
        }

        void Directory(string directory, string end, Form form)
        {
            foreach (string name in machine.List(directory))
                if (name.EndsWith(end, StringComparison.Ordinal)) Add($"{directory}/{name}", form);
        }

        // menu.lst is often a link to grub.conf. The file is edited once.
        void Add(string path, Form form)
        {
            if (machine.Entry(path) is { Kind: FileKind.File } entry && machine.Read(path) is { } content) files.Add(new BootFile(path, form, entry, content));
        }
    }

    private static bool IsEntries(Form form) => form is Form.Grub or Form.GrubLegacy or Form.Specification or Form.Extlinux;

    private static bool HasKernelWithoutRamDisk(BootFile file) => file.Form switch
    {
        Form.Grub => EntryForm.Grub.HasKernelWithoutRamDisk(file.Text),
        Form.GrubLegacy => EntryForm.GrubLegacy.HasKernelWithoutRamDisk(file.Text),
        Form.Specification => BootEntries.HasKernelWithoutRamDisk(file.Text),
        Form.Extlinux => EntryForm.Extlinux.HasKernelWithoutRamDisk(file.Text),
        _ => false,
    };

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

    private sealed class BootFile(string path, Form form, FileEntry entry, ReadOnlyMemory<byte> content)
    {
        public string Path => path;

        public Form Form => form;

        public FileEntry Entry => entry;

        public ReadOnlyMemory<byte> Content => content;

        public string Text { get; } = Encoding.Latin1.GetString(content.Span);
    }
}
