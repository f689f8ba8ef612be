using System.Text;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests.Kernel;

/// <summary>Interfaces of a kernel on Hyper-V.</summary>
public sealed class HyperVTests
{
    [Fact]
    public void Reads_the_seed_after_the_header()
    {
        byte[] table = [.. "OEM0"u8, .. new byte[32], 1, 2, 3];
        Assert.Equal([1, 2, 3], HyperVEntropy.Seed(table).ToArray());
        Assert.Equal(24, HyperVEntropy.CreditBits(HyperVEntropy.Seed(table)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("OEM0")]
    [InlineData("OEM0 and thirty-two bytes of header.")]
    [InlineData("DSDT and thirty-two bytes of header.random")]
    [InlineData("OEM0 and thirty-two bytes of header.\0\0\0\0")]
    public void Returns_no_seed_for_an_invalid_or_used_table(string table) => Assert.True(HyperVEntropy.Seed(Encoding.ASCII.GetBytes(table)).IsEmpty);

    [Fact]
    public void Limits_the_size_of_the_seed()
    {
        var table = new byte[1024 * 1024];
        "OEM0"u8.CopyTo(table);
        table[100] = 1;
        Assert.Equal(HyperVEntropy.SizeLimit, HyperVEntropy.Seed(table).Length);
        Assert.Equal(256, HyperVEntropy.CreditBits(HyperVEntropy.Seed(table)));
    }

    [Fact]
    public void Writes_the_seed_without_credit()
    {
        using var root = new ThrowAwayRoot();
        root.File("/dev/urandom");
        Assert.Null(new RunningKernel(root.Root, TimeProvider.System).MixEntropy([65, 66], 0));
        Assert.Equal("AB", File.ReadAllText(root.At("/dev/urandom")));
    }

    [Fact]
    public void Reports_a_device_that_does_not_accept_credit()
    {
        using var root = new ThrowAwayRoot();
        var kernel = new RunningKernel(root.Root, TimeProvider.System);
        Assert.Contains("cannot mix into", kernel.MixEntropy([65], 8)!.Message, StringComparison.Ordinal);
        root.File("/dev/random");
        Assert.Contains("Inappropriate ioctl", kernel.MixEntropy([65], 8)!.Message, StringComparison.Ordinal);
        Assert.Empty(File.ReadAllText(root.At("/dev/random")));
        Assert.NotNull(((IKernel)new NoKernel()).MixEntropy([65], 0));
    }

    [Fact]
    public void Writes_a_kernel_value_in_place()
    {
        using var root = new ThrowAwayRoot();
        root.File("/sys/devices/pci/block/sda/device/timeout", "180\n");
        root.Link("/sys/block/sda", "../devices/pci/block/sda");
        Assert.Null(Apply(root, new SetKernelValue("/sys/block/sda/device/timeout", "300", "s")));
        Assert.Equal("300\n", File.ReadAllText(root.At("/sys/devices/pci/block/sda/device/timeout")));
    }

    [Fact]
    public void Writes_no_other_file_as_a_kernel_value()
    {
        using var root = new ThrowAwayRoot();
        root.File("/etc/passwd", "root");
        root.Folder("/sys");
        root.Link("/sys/passwd", "/etc/passwd");
        foreach (string path in (string[])["/etc/passwd", "/sys/passwd", "/sys/../etc/passwd"])
            Assert.Contains("no value of the kernel's", Apply(root, new SetKernelValue(path, "x", "s")), StringComparison.Ordinal);
        Assert.Contains("is missing", Apply(root, new SetKernelValue("/sys/new", "x", "s")), StringComparison.Ordinal);
        Assert.Equal("root", File.ReadAllText(root.At("/etc/passwd")));
    }

    [Theory]
    [InlineData("2.6.32-754.el6.x86_64", true)]
    [InlineData("2.6.36", true)]
    [InlineData("2.4.37", true)]
    [InlineData("1.0", true)]
    [InlineData("2.6.37", false)]
    [InlineData("3.0", false)]
    [InlineData("6.1.0-26-amd64", false)]
    [InlineData("10.0.1", false)]
    [InlineData("extra", false)]
    [InlineData("", false)]
    [InlineData("99999999999999.1", false)]
    public void Recognizes_kernels_that_fail_with_virtual_NUMA(string release, bool isBefore) => Assert.Equal(isBefore, KernelRelease.IsBeforeVirtualNuma(release));

    [Fact]
    public void Finds_the_disks_of_the_root_file_system_through_stacked_devices()
    {
        using var root = new ThrowAwayRoot();
        foreach (string place in (string[])["a/block/sda/sda2", "b/block/sdb/sdb1"]) root.File($"/sys/devices/{place}/partition", "1\n");
        root.Folder("/sys/devices/virtual/block/md0/slaves");
        root.Link("/sys/devices/virtual/block/md0/slaves/sda2", "../../../../a/block/sda/sda2");
        root.Link("/sys/devices/virtual/block/md0/slaves/sdb1", "../../../../b/block/sdb/sdb1");
        root.Folder("/sys/devices/virtual/block/dm-0/slaves");
        root.Link("/sys/devices/virtual/block/dm-0/slaves/md0", "../../md0");
        root.Link("/sys/dev/block/253:0", "../../devices/virtual/block/dm-0");
        root.File("/proc/self/mountinfo", "20 1 0:5 / /proc rw - proc proc rw\n21 1 8:99 / / rw - rootfs rootfs rw\n22 21 253:0 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw\n");
        Assert.Equal(["sda", "sdb"], BlockDevice.RootDisks(View(root)));
    }

    [Fact]
    public void Finds_the_disk_of_a_btrfs_file_system_by_its_source()
    {
        using var root = new ThrowAwayRoot();
        root.File("/sys/devices/a/block/nvme0n1/nvme0n1p1/partition", "1\n");
        root.Link("/sys/class/block/nvme0n1p1", "../../devices/a/block/nvme0n1/nvme0n1p1");
        root.File("/proc/self/mountinfo", "22 1 0:30 /root / rw shared:1 - btrfs /dev/nvme0n1p1 rw,subvol=/root\n");
        Assert.Equal(["nvme0n1"], BlockDevice.RootDisks(View(root)));
        foreach (string odd in (string[])["", "x", "22 1 0:30 / / rw -", "22 1 0:30 / / rw shared:1 - overlay overlay rw", "22 1 ../../x / / rw shared:1 master:2 propagate"])
        {
            root.File("/proc/self/mountinfo", odd);
            Assert.Empty(BlockDevice.RootDisks(View(root)));
        }
    }

    private static MachineView View(ThrowAwayRoot root) => new(root.Root, new NoKernel());

    private static string? Apply(ThrowAwayRoot root, Change change) => new Executor(root.Root, new NoKernel()).Apply(change)?.Reason;
}
