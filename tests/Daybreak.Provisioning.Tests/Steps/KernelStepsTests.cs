using Daybreak.Configuration;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>Entropy, timeouts and virtual NUMA, with the sysfs of a Gen1 and a Gen2 VM.</summary>
public class KernelStepsTests
{
    [Theory]
    [InlineData(false, "010203 0")]
    [InlineData(true, "010203 24")]
    public void Mixes_random_bytes_of_the_host_once_per_boot(bool credit, string mixed)
    {
        using var root = WithEntropy();
        var kernel = new FakeKernel();

        Assert.Equal(3, BootStepRun.Apply(new MixHostEntropy(credit), root, kernel).Count);
        Assert.Empty(BootStepRun.Apply(new MixHostEntropy(credit), root, kernel));

        Assert.Equal([mixed], kernel.Mixed);
        Directory.Delete(root.Below("/run/daybreak"), recursive: true);
        BootStepRun.Apply(new MixHostEntropy(credit), root, kernel);
        Assert.Equal([mixed, mixed], kernel.Mixed);
    }

    [Fact]
    public void Mixes_nothing_without_a_running_machine_or_host_bytes()
    {
        using var root = WithEntropy();
        Assert.Empty(BootStepRun.Plan(new MixHostEntropy(true), root));
        root.Write(HyperVEntropy.TablePath, "OEM0" + new string('\0', 100));
        Assert.Empty(BootStepRun.Plan(new MixHostEntropy(true), root, new FakeKernel()));
        File.Delete(root.Below(HyperVEntropy.TablePath));
        Assert.Empty(BootStepRun.Plan(new MixHostEntropy(true), root, new FakeKernel()));
    }

    [Fact]
    public void Retries_at_the_next_boot_if_the_kernel_refuses()
    {
        using var root = WithEntropy();
        var kernel = new FakeKernel { Refusal = "no" };
        Assert.Equal("no", new Executor(root.Directory, kernel).Apply(BootStepRun.Plan(new MixHostEntropy(false), root, kernel)[0])?.Reason);
        Assert.False(root.Has(MixHostEntropy.StampPath));
        BootStepRun.CutAnywhere(new MixHostEntropy(false), WithEntropy, () => new FakeKernel());
    }

    [Fact]
    public void Raises_the_timeout_of_the_platforms_disks()
    {
        using var root = FirstGeneration();
        BootStepRun.Apply(new SetDiskTimeouts(new KernelSettings()), root, new FakeKernel());
        Assert.Equal(["300", "300", "600", "30"], Timeouts(root, "sda", "sdb", "sdc", "sdd"));
        BootStepRun.CutAnywhere(new SetDiskTimeouts(new KernelSettings()), FirstGeneration, () => new FakeKernel());
    }

    [Fact]
    public void Raises_the_timeout_of_the_root_device_of_any_vendor()
    {
        using var root = FirstGeneration().Write("/proc/self/mountinfo", "22 1 8:49 / / rw - ext4 /dev/sdd1 rw\n").Write("/sys/devices/d/block/sdd/sdd1/partition", "1\n").Link("/sys/dev/block/8:49", "../../devices/d/block/sdd/sdd1");
        Assert.Equal("SCSI timeout of sdd 300 s", BootStepRun.Apply(new SetDiskTimeouts(new KernelSettings()), root, new FakeKernel())[^1].Sentence);
        Assert.Equal(["300"], Timeouts(root, "sdd"));
    }

    [Fact]
    public void Raises_the_timeout_of_remote_NVMe_disks_and_new_disks()
    {
        using var root = new ThrowAwayRoot().Write("/sys/module/nvme_core/parameters/io_timeout", "30\n");
        Nvme(root, "nvme0n1", "MSFT NVMe Accelerator v1.0");
        Nvme(root, "nvme1n1", "Microsoft NVMe Direct Disk v2");

        var changes = BootStepRun.Apply(new SetDiskTimeouts(new KernelSettings()), root, new FakeKernel());

        Assert.Equal(["NVMe timeout of nvme0n1 240 s", "NVMe timeout of new disks 240 s"], changes.Select(change => change.Sentence));
        Assert.Equal(("240000\n", "30000\n", "240\n"), (root.Read("/sys/block/nvme0n1/queue/io_timeout"), root.Read("/sys/block/nvme1n1/queue/io_timeout"), root.Read("/sys/module/nvme_core/parameters/io_timeout")));
    }

    [Fact]
    public void Does_not_change_timeouts_if_disabled_or_unreadable()
    {
        using var root = FirstGeneration();
        Assert.Empty(BootStepRun.Plan(new SetDiskTimeouts(new KernelSettings { ScsiTimeout = TimeSpan.Zero }), root, new FakeKernel()));
        Assert.Empty(BootStepRun.Plan(new SetDiskTimeouts(new KernelSettings()), root));
        foreach (string disk in (string[])["a", "b"]) root.Write($"/sys/devices/{disk}/timeout", "soon\n");
        Assert.Empty(BootStepRun.Plan(new SetDiskTimeouts(new KernelSettings()), root, new FakeKernel()));
        using var nothing = new ThrowAwayRoot();
        Assert.Empty(BootStepRun.Plan(new SetDiskTimeouts(new KernelSettings()), nothing, new FakeKernel()));
    }

    [Fact]
    public void The_udev_rule_has_the_default_values()
    {
        string rule = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "packaging/67-azure-timeouts.rules"));
        var defaults = new KernelSettings();
        Assert.Contains($"ATTR{{device/timeout}}=\"{defaults.ScsiTimeout.TotalSeconds}\"", rule, StringComparison.Ordinal);
        Assert.Contains($"ATTR{{queue/io_timeout}}=\"{defaults.NvmeTimeout.TotalMilliseconds}\"", rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Disables_virtual_NUMA_if_all_kernels_are_too_old()
    {
        using var root = new ThrowAwayRoot().MakeDirectory("/lib/modules/2.6.32-5-amd64")
            .Write("/boot/grub/menu.lst", "title Old\n kernel /vmlinuz-2.6.32 root=/dev/sda1 quiet\n")
            .Write("/boot/grub/grub.cfg", "\tlinux\t/vmlinuz-2.6.32 ro\n").Write("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"\"\n");

        BootStepRun.Apply(new DisableVirtualNuma(), root);

        Assert.Equal("title Old\n kernel /vmlinuz-2.6.32 root=/dev/sda1 quiet numa=off\n", root.Read("/boot/grub/menu.lst"));
        Assert.Equal("\tlinux\t/vmlinuz-2.6.32 ro numa=off\n", root.Read("/boot/grub/grub.cfg"));
        Assert.Equal("GRUB_CMDLINE_LINUX=\"numa=off\"\n", root.Read("/etc/default/grub"));
        Assert.Equal("\tlinux\t/vmlinuz-2.6.32 ro\n", root.Read("/boot/grub/grub.cfg.daybreak-backup"));
    }

    [Theory]
    [InlineData("6.1.0-26-amd64")]
    [InlineData("2.6.37")]
    public void Keeps_virtual_NUMA_if_any_kernel_is_newer(string newer)
    {
        using var root = new ThrowAwayRoot().MakeDirectory("/lib/modules/2.6.32-5-amd64").MakeDirectory("/lib/modules/" + newer).Write("/boot/grub/grub.cfg", "\tlinux\t/vmlinuz ro\n");
        Assert.Empty(BootStepRun.Plan(new DisableVirtualNuma(), root));
    }

    private static ThrowAwayRoot WithEntropy() => new ThrowAwayRoot().Write(HyperVEntropy.TablePath, "OEM0" + new string('h', 32) + "\u0001\u0002\u0003").MakeDirectory("/run");

    // The OS disk and the temporary disk on IDE channels, a data disk with a longer timeout, and a disk of another vendor.
    private static ThrowAwayRoot FirstGeneration()
    {
        var root = new ThrowAwayRoot();
        Scsi(root, "a", "Msft    ", "Virtual Disk    ", "180");
        Scsi(root, "b", "Msft    ", "Virtual Disk    ", "30");
        Scsi(root, "c", "Msft    ", "Virtual Disk    ", "600");
        Scsi(root, "d", "QEMU    ", "QEMU HARDDISK   ", "30");
        return root.Write("/sys/devices/a/block/sda/sda1/partition", "1\n").Link("/sys/dev/block/8:1", "../../devices/a/block/sda/sda1").Write("/proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
    }

    private static void Scsi(ThrowAwayRoot root, string letter, string vendor, string model, string timeout) =>
        root.Write($"/sys/devices/{letter}/vendor", vendor + "\n").Write($"/sys/devices/{letter}/model", model + "\n").Write($"/sys/devices/{letter}/timeout", timeout + "\n")
            .Link($"/sys/devices/{letter}/block/sd{letter}/device", "../..").Link($"/sys/block/sd{letter}", $"../devices/{letter}/block/sd{letter}");

    private static void Nvme(ThrowAwayRoot root, string name, string model) =>
        root.Write($"/sys/devices/{name}/{name}/queue/io_timeout", "30000\n").Write($"/sys/devices/{name}/model", model.PadRight(40) + "\n")
            .Link($"/sys/devices/{name}/{name}/device", "..").Link($"/sys/block/{name}", $"../devices/{name}/{name}");

    private static string[] Timeouts(ThrowAwayRoot root, params string[] disks) => [.. disks.Select(disk => root.Read($"/sys/block/{disk}/device/timeout").Trim())];
}
