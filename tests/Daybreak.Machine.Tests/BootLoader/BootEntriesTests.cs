using Daybreak.Machine.BootLoader;
using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.Tests.BootLoader;

public sealed class BootEntriesTests
{
    private const string Added = "console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300";
    private const string Short = "console=ttyS0,115200n8 earlyprintk=ttyS0,115200";
    private static readonly KernelOptions Serial = new(Added.Split(' '), ["quiet", "rhgb"]) { ForRamDisk = ["rootdelay=300"] };

    // Made by grub-mkconfig 2.06 of Debian 12 for two kernels; the second one by the same after its settings were changed.
    [Fact]
    public void Debians_grub_gets_what_its_own_tool_makes_of_the_changed_settings()
    {
        string before = Read("debian-12-grub.cfg"), made = Read("debian-12-grub-serial.cfg");

        string after = GrubFiles.WithSerialMenu(BootEntries.Grub(before, Serial));

        Assert.Equal(5, Linux(after).Length);
        Assert.Equal(Linux(made), Linux(after));
        foreach (string line in (string[])["serial ", "terminal_input ", "terminal_output serial"])
            Assert.Equal(Assert.Single(made.Split('\n'), text => text.StartsWith(line, StringComparison.Ordinal)), Assert.Single(after.Split('\n'), text => text.StartsWith(line, StringComparison.Ordinal)));
        Assert.Equal(before.Split('\n').Where(IsOther), after.Split('\n').Where(IsOther));
        Assert.Equal(after, GrubFiles.WithSerialMenu(BootEntries.Grub(after, Serial)));
        Assert.Equal(made, GrubFiles.WithSerialMenu(BootEntries.Grub(made, Serial)));
    }

    [Fact]
    public void Debians_settings_are_changed_as_one_would_by_hand()
    {
        string after = GrubFiles.Defaults(Read("debian-12-default-grub"), Serial, serialMenu: true, isMain: true);

        Assert.Equal($"""
            GRUB_DEFAULT=0
            GRUB_TIMEOUT=5
            GRUB_DISTRIBUTOR=`lsb_release -i -s 2> /dev/null || echo Debian`
            GRUB_CMDLINE_LINUX_DEFAULT=""
            GRUB_CMDLINE_LINUX="{Added}"
            GRUB_DISABLE_OS_PROBER=true
            GRUB_TERMINAL="serial console"
            GRUB_SERIAL_COMMAND="serial --speed=115200 --unit=0 --word=8 --parity=no --stop=1"

            """, after);
        Assert.Equal(after, GrubFiles.Defaults(after, Serial, serialMenu: true, isMain: true));
    }

    [Theory]
    [InlineData("GRUB_CMDLINE_LINUX_DEFAULT=\"console=tty0 console=ttyS0,115200 consoleblank=0\"\n", "GRUB_CMDLINE_LINUX_DEFAULT=\"console=tty0 consoleblank=0 console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300\"\n")]
    [InlineData("GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX quiet numa=on\"\n", "GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX numa=on\"\n")]
    [InlineData("GRUB_CMDLINE_LINUX_DEFAULT=quiet", "GRUB_CMDLINE_LINUX_DEFAULT=\"\"")]
    [InlineData("  GRUB_CMDLINE_LINUX='ro quiet'\n", "  GRUB_CMDLINE_LINUX='ro console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300'\n")]
    [InlineData("GRUB_CMDLINE_LINUX=\"quiet\" # why\n", "GRUB_CMDLINE_LINUX=\"quiet\" # why\n")]
    [InlineData("#GRUB_CMDLINE_LINUX=\"quiet\"\nGRUB_TIMEOUT=0\n", "#GRUB_CMDLINE_LINUX=\"quiet\"\nGRUB_TIMEOUT=0\n")]
    public void A_file_of_grub_d_that_says_something_else_is_put_right(string before, string after)
    {
        Assert.Equal(after, GrubFiles.Defaults(before, Serial, serialMenu: true, isMain: false));
        Assert.Equal(after, GrubFiles.Defaults(after, Serial, serialMenu: true, isMain: false));
    }

    [Fact]
    public void An_entry_of_the_boot_loader_specification()
    {
        const string entry = "title Fedora Linux (6.11.4-301.fc41.x86_64) 41 (Cloud Edition)\nversion 6.11.4-301.fc41.x86_64\nlinux /vmlinuz-6.11.4-301.fc41.x86_64\ninitrd /initramfs-6.11.4-301.fc41.x86_64.img\n"
            + "options root=UUID=7f3c ro rootflags=subvol=root no_timer_check rhgb quiet\ngrub_users $grub_users\ngrub_class fedora\n";

        string after = BootEntries.Specification(entry, Serial);

        Assert.Equal(entry.Replace("rhgb quiet", Added, StringComparison.Ordinal), after);
        Assert.Equal(after, BootEntries.Specification(after, Serial));
    }

    [Theory]
    [InlineData("linux /vmlinuz\ninitrd /initrd\n", "linux /vmlinuz\ninitrd /initrd\noptions " + Added + "\n")]
    [InlineData("linux\t/vmlinuz\r\noptions\troot=x quiet\r\ninitrd\t/initrd\r\n", "linux\t/vmlinuz\r\noptions\troot=x " + Added + "\r\ninitrd\t/initrd\r\n")]
    [InlineData("linux /vmlinuz\noptions initrd=\\initrd root=x\n", "linux /vmlinuz\noptions initrd=\\initrd root=x " + Added + "\n")]
    [InlineData("linux /vmlinuz\n", "linux /vmlinuz\noptions " + Short + "\n")]
    [InlineData("efi /unified.efi\noptions root=x\n", "efi /unified.efi\noptions root=x " + Added + "\n")]
    [InlineData("efi /EFI/Linux/unified.efi\n", "efi /EFI/Linux/unified.efi\n")]
    [InlineData("linux /vmlinuz\ninitrd /initramfs.img $tuned_initrd\noptions $kernelopts $tuned_params\n", "linux /vmlinuz\ninitrd /initramfs.img $tuned_initrd\noptions $kernelopts $tuned_params " + Added + "\n")]
    public void Entries_of_other_kinds(string before, string after)
    {
        Assert.Equal(after, BootEntries.Specification(before, Serial));
        Assert.Equal(after, BootEntries.Specification(after, Serial));
    }

    [Fact]
    public void Extlinux_of_Alpine_and_of_U_Boot()
    {
        const string alpine = "# Generated by update-extlinux 6.04_pre1-r15\nDEFAULT menu.c32\nPROMPT 0\nTIMEOUT 10\nLABEL virt\n  MENU LABEL Linux virt\n  LINUX vmlinuz-virt\n  INITRD initramfs-virt\n"
            + "  APPEND root=UUID=0fd5 modules=sd-mod,usb-storage,ext4 quiet rootfstype=ext4\n";
        const string uboot = "default l0\nmenu title U-Boot menu\nlabel l0\n\tmenu label Debian GNU/Linux 12\n\tlinux /boot/vmlinuz-6.1.0-26-arm64\n\tinitrd /boot/initrd.img-6.1.0-26-arm64\n\tfdtdir /usr/lib/linux-image-6.1.0-26-arm64/\n\t\n"
            + "\tappend root=/dev/sda1 ro quiet\nlabel x\n\tappend -\n";
        Assert.Equal(alpine.Replace("ext4 quiet rootfstype=ext4", "ext4 rootfstype=ext4 " + Added, StringComparison.Ordinal), BootEntries.Extlinux(alpine, Serial));
        Assert.Equal(uboot.Replace("ro quiet", "ro " + Added, StringComparison.Ordinal), BootEntries.Extlinux(uboot, Serial));
        Assert.Equal("default_kernel_opts=\"rootfstype=ext4 " + Added + "\"\n", ShellVariables.With("default_kernel_opts=\"quiet rootfstype=ext4\"\n", "default_kernel_opts", Serial, add: true));
    }

    // Ubuntu's images for clouds try without a RAM disk first; with microcode alone there is none either.
    [Theory]
    [InlineData("if [ \"${initrdfail}\" = 1 ]; then\n\tlinux\t/vmlinuz root=x quiet\n\tinitrd\t/initrd.img\nelse\n\tlinux\t/vmlinuz root=x quiet panic=-1\nfi\ninitrdfail\n",
        "if [ \"${initrdfail}\" = 1 ]; then\n\tlinux\t/vmlinuz root=x " + Added + "\n\tinitrd\t/initrd.img\nelse\n\tlinux\t/vmlinuz root=x panic=-1 " + Short + "\nfi\ninitrdfail\n")]
    [InlineData("menuentry 'a' {\n\tlinux\t/vmlinuz root=x\n\tinitrd\t/boot/intel-ucode.img\n}\nmenuentry 'b' {\n\tlinux /vmlinuz ro\n\tinitrd /intel-ucode.img /initrd\n}\n",
        "menuentry 'a' {\n\tlinux\t/vmlinuz root=x " + Short + "\n\tinitrd\t/boot/intel-ucode.img\n}\nmenuentry 'b' {\n\tlinux /vmlinuz ro " + Added + "\n\tinitrd /intel-ucode.img /initrd\n}\n")]
    [InlineData("\tlinux /vmlinuz rootdelay=300 quiet\n}\n", "\tlinux /vmlinuz " + Short + "\n}\n")]
    [InlineData("\tlinux /vmlinuz rootdelay=10\n}\n", "\tlinux /vmlinuz rootdelay=10 " + Short + "\n}\n")]
    public void A_kernel_without_an_initial_RAM_disk_does_not_wait(string before, string after)
    {
        Assert.Equal(after, BootEntries.Grub(before, Serial));
        Assert.Equal(after, BootEntries.Grub(after, Serial));
        Assert.True(EntryForm.Grub.HasKernelAlone(before));
    }

    [Fact]
    public void Nor_does_it_where_extlinux_or_GRUB_legacy_starts_it()
    {
        Assert.Equal("label a\n\tlinux /k\n\tappend ro " + Short + "\nlabel b\n\tappend ro " + Added + "\n\tlinux /k\n\tinitrd /i\n",
            BootEntries.Extlinux("label a\n\tlinux /k\n\tappend ro\nlabel b\n\tappend ro\n\tlinux /k\n\tinitrd /i\n", Serial));
        Assert.Equal("title a\n\tkernel /k ro " + Short + "\ntitle b\n\tkernel /k ro " + Added + "\n\tinitrd /i\n", BootEntries.GrubLegacy("title a\n\tkernel /k ro\ntitle b\n\tkernel /k ro\n\tinitrd /i\n", Serial));
        Assert.False(EntryForm.Grub.HasKernelAlone(Read("debian-12-grub.cfg")));
    }

    [Fact]
    public void GRUB_legacy_gets_numa_off()
    {
        const string menu = "default 0\ntitle Old\n\troot (hd0,0)\n\tkernel /boot/vmlinuz-2.6.32-5-amd64 root=/dev/sda1 ro quiet\n\tinitrd /boot/initrd.img\ntitle memtest\n\tkernel /boot/memtest86+.bin\n";
        Assert.Equal(menu.Replace("ro quiet", "ro quiet numa=off", StringComparison.Ordinal), BootEntries.GrubLegacy(menu, new KernelOptions(["numa=off"], [])));
    }

    [Theory]
    [InlineData("root=UUID=1 ro quiet\n", "root=UUID=1 ro " + Added + "\n")]
    [InlineData("root=UUID=1 ro quiet", "root=UUID=1 ro " + Added + "\n")]
    public void The_line_for_kernel_install(string before, string after)
    {
        Assert.Equal(after, BootEntries.KernelInstall(before, Serial));
        Assert.Equal(after, BootEntries.KernelInstall(after, Serial));
    }

    [Fact]
    public void Red_Hat_8s_environment_block_keeps_its_size()
    {
        string block = "# GRUB Environment Block\nsaved_entry=x\nkernelopts=root=/dev/sda1 ro rhgb quiet \nboot_success=0\n".PadRight(1024, '#');
        string after = GrubFiles.Environment(block, Serial);
        Assert.Equal(1024, after.Length);
        Assert.StartsWith($"# GRUB Environment Block\nsaved_entry=x\nkernelopts=root=/dev/sda1 ro {Added}\nboot_success=0\n####", after, StringComparison.Ordinal);
        Assert.Equal(after, GrubFiles.Environment(after, Serial));
        string full = "kernel=1\nkernelopts=ro\nx=".PadRight(1023, 'y') + "\n";
        Assert.Equal(full, GrubFiles.Environment(full, Serial));
        Assert.Equal("", GrubFiles.Environment("", Serial));
    }

    [Theory]
    [InlineData("#ttyS0::respawn:/sbin/getty -L ttyS0 115200 vt100\n", "ttyS0::respawn:/sbin/getty -L ttyS0 115200 vt100\n")]
    [InlineData("#T0:23:respawn:/sbin/getty -L ttyS0 9600 vt100\n", "T0:23:respawn:/sbin/getty -L ttyS0 9600 vt100\n")]
    [InlineData("ttyS0::respawn:/sbin/getty ttyS0\n# ttyS0::respawn:x\n", "ttyS0::respawn:/sbin/getty ttyS0\n# ttyS0::respawn:x\n")]
    [InlineData("tty1::respawn:/sbin/getty 38400 tty1\n", "tty1::respawn:/sbin/getty 38400 tty1\n")]
    public void The_prompt_in_inittab(string before, string after) => Assert.Equal(after, InitTab.WithPrompt(before, "ttyS0"));

    // Words in their own order: where they stand among the others is not what counts.
    private static string[] Linux(string text) =>
        [.. text.Split('\n').Where(line => !IsOther(line) && line.Contains("\tlinux\t", StringComparison.Ordinal)).Select(line => string.Join(' ', line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)))];

    private static bool IsOther(string line) =>
        !line.Contains("\tlinux\t", StringComparison.Ordinal) && !line.StartsWith("serial ", StringComparison.Ordinal) && !line.StartsWith("terminal_", StringComparison.Ordinal);

    private static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "BootLoader", "Files", name));
}
