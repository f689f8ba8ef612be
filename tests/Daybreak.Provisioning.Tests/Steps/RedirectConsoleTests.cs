using Daybreak.Configuration;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

public class RedirectConsoleTests
{
    private const string Added = "console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300";
    private static readonly RedirectConsole Step = new(true);

    [Fact]
    public void Changes_nothing_unless_enabled()
    {
        using var root = Debian();
        Assert.Empty(BootStepRun.Plan(new RedirectConsole(false), root));
        Assert.False(new Settings().SerialConsole);
    }

    [Fact]
    public void Configures_GRUB_of_Debian()
    {
        using var root = Debian();
        string before = root.Read("/boot/grub/grub.cfg");

        var changes = BootStepRun.Apply(Step, root);

        Assert.Equal(before.Replace("ro  quiet", "ro " + Added, StringComparison.Ordinal), root.Read("/boot/grub/grub.cfg"));
        Assert.Equal(before, root.Read("/boot/grub/grub.cfg.daybreak-backup"));
        Assert.Equal($"GRUB_CMDLINE_LINUX_DEFAULT=\"\"\nGRUB_CMDLINE_LINUX=\"{Added}\"\nGRUB_TERMINAL=\"serial console\"\nGRUB_SERIAL_COMMAND=\"serial --speed=115200 --unit=0 --word=8 --parity=no --stop=1\"\n", root.Read("/etc/default/grub"));
        Assert.Equal("/usr/lib/systemd/system/serial-getty@.service", new FileInfo(root.Below("/etc/systemd/system/getty.target.wants/serial-getty@ttyS0.service")).LinkTarget);
        Assert.Equal(5, changes.Count);
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(root.Below("/boot/grub/grub.cfg")));
    }

    [Fact]
    public void An_interruption_between_any_two_changes_loses_nothing() => BootStepRun.CutAnywhere(Step, Debian, () => new FakeKernel());

    [Fact]
    public void Keeps_a_copy_of_the_original_file()
    {
        using var root = Debian();
        BootStepRun.Apply(Step, root);
        string first = root.Read("/boot/grub/grub.cfg.daybreak-backup");
        root.Write("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"quiet\"\n");
        BootStepRun.Apply(Step, root);
        Assert.Equal(first, root.Read("/boot/grub/grub.cfg.daybreak-backup"));
        Assert.Contains("GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"", root.Read("/etc/default/grub.daybreak-backup"), StringComparison.Ordinal);
    }

    [Fact]
    public void Sets_no_rootdelay_for_a_kernel_without_an_initial_RAM_disk()
    {
        using var root = Debian();
        root.Write("/boot/grub/grub.cfg", "\tlinux\t/vmlinuz-own root=/dev/sda1 ro quiet\n}\n\tlinux\t/vmlinuz ro quiet\n\tinitrd\t/initrd.img\n}\n");

        var changes = BootStepRun.Apply(Step, root);

        const string without = "console=ttyS0,115200n8 earlyprintk=ttyS0,115200";
        Assert.Equal($"\tlinux\t/vmlinuz-own root=/dev/sda1 ro {without}\n}}\n\tlinux\t/vmlinuz ro {Added}\n\tinitrd\t/initrd.img\n}}\n", root.Read("/boot/grub/grub.cfg"));
        // The tool creates both.
        Assert.Contains($"GRUB_CMDLINE_LINUX=\"{without}\"\n", root.Read("/etc/default/grub"), StringComparison.Ordinal);
        Assert.Equal(2, changes.Count(change => change.Sentence.Contains("without rootdelay=300 for kernels without an initial RAM disk", StringComparison.Ordinal)));
    }

    [Fact]
    public void Sets_no_rootdelay_for_initramfs_tools()
    {
        using var root = Debian().Write("/usr/share/initramfs-tools/init", "if [ \"$ROOTDELAY\" ]; then\n\tsleep \"$ROOTDELAY\"\nfi\n");
        string before = root.Read("/boot/grub/grub.cfg");

        var changes = BootStepRun.Apply(Step, root);

        Assert.Equal(before.Replace("ro  quiet", "ro console=ttyS0,115200n8 earlyprintk=ttyS0,115200", StringComparison.Ordinal), root.Read("/boot/grub/grub.cfg"));
        Assert.DoesNotContain("rootdelay", root.Read("/etc/default/grub"), StringComparison.Ordinal);
        Assert.Equal(2, changes.Count(change => change.Sentence.EndsWith("without rootdelay=300, because the initial RAM disk of initramfs-tools would wait that long at each boot", StringComparison.Ordinal)));
    }

    [Fact]
    public void Uses_ttyAMA0_on_arm64()
    {
        using var root = new ThrowAwayRoot().Write("/lib/ld-linux-aarch64.so.1", "").Write("/boot/efi/loader/entries/debian.conf", "title x\nlinux /vmlinuz\ninitrd /initrd\noptions root=x quiet\n").Write("/etc/kernel/cmdline", "root=x quiet\n");
        BootStepRun.Apply(Step, root);
        const string arm = "root=x console=ttyAMA0,115200n8 earlycon=pl011,0xeffec000 rootdelay=300\n";
        Assert.Equal(arm, root.Read("/etc/kernel/cmdline"));
        Assert.Equal("title x\nlinux /vmlinuz\ninitrd /initrd\noptions " + arm, root.Read("/boot/efi/loader/entries/debian.conf"));
    }

    [Fact]
    public void Configures_extlinux_and_inittab_of_Alpine()
    {
        using var root = new ThrowAwayRoot().Write("/lib/ld-musl-x86_64.so.1", "").Write("/boot/extlinux.conf", "LABEL virt\n  APPEND root=x quiet\n")
            .Write("/etc/update-extlinux.conf", "default_kernel_opts=\"quiet\"\n").Write("/etc/inittab", "#ttyS0::respawn:/sbin/getty -L ttyS0 115200 vt100\n");
        BootStepRun.Apply(Step, root);
        Assert.Equal("LABEL virt\n  APPEND root=x " + Added + "\n", root.Read("/boot/extlinux.conf"));
        Assert.Equal($"default_kernel_opts=\"{Added}\"\n", root.Read("/etc/update-extlinux.conf"));
        Assert.Equal("ttyS0::respawn:/sbin/getty -L ttyS0 115200 vt100\n", root.Read("/etc/inittab"));
    }

    [Fact]
    public void Changes_nothing_without_a_known_boot_loader()
    {
        using var root = new ThrowAwayRoot().MakeDirectory("/boot/grub/grub.cfg").Write("/boot/loader/entries/odd.txt", "options quiet\n");
        Assert.Empty(BootStepRun.Plan(Step, root));
    }

    private static ThrowAwayRoot Debian()
    {
        var root = new ThrowAwayRoot().Write("/lib64/ld-linux-x86-64.so.2", "").Write("/usr/lib/systemd/system/serial-getty@.service", "").MakeDirectory("/etc/systemd/system/getty.target.wants")
            .Write("/boot/grub/grub.cfg", "set timeout=5\n\tlinux\t/boot/vmlinuz-6.1.0-26-amd64 root=UUID=1 ro  quiet\n\tinitrd\t/boot/initrd.img-6.1.0-26-amd64\n").Write("/etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\nGRUB_CMDLINE_LINUX=\"\"\n");
        File.SetUnixFileMode(root.Below("/boot/grub/grub.cfg"), UnixFileMode.UserRead);
        return root;
    }
}
