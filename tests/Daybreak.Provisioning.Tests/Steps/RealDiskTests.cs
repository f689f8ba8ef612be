using Daybreak.Configuration;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Disks;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>Temporary disk and swap space with the real kernel, on loop devices in a mount namespace. Needs root.</summary>
[Collection(nameof(RealDisks))]
public sealed class RealDiskTests
{
    [Theory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public void Formats_a_real_disk_with_swap_space_and_again_after_it_was_replaced(string fileSystem) => LoopMachine.Run(machine =>
    {
        machine.Plug("sdc", 512);
        machine.Shell("""printf 'label: dos\nstart=2048, type=7\n' | sfdisk -q "$1"; partx -u "$1"; mkntfs -q -Q -p 2048 "${1}p1" 2>/dev/null""", machine.Loop("sdc"));
        var disk = new PrepareTemporaryDisk(new TemporaryDiskSettings { FileSystem = fileSystem });
        var swap = new MakeSwap(new SwapSettings { Bytes = 48 << 20 });

        Assert.Empty(machine.Boot(disk, swap));
        Assert.Equal(fileSystem, machine.MountedAt("/mnt"));
        Assert.True(machine.Root.Has("/mnt/DATALOSS_WARNING_README.txt"));
        Assert.Contains(machine.Root.Below("/mnt/swapfile"), File.ReadAllText("/proc/swaps"), StringComparison.Ordinal);
        // Removes the partition from the kernel.
        Assert.False(Directory.Exists($"/sys/class/block/{Path.GetFileName(machine.Loop("sdc"))}p1"));
        machine.Root.Write("/mnt/users/file", "kept over a restart");

        machine.Restart();
        Assert.Null(machine.MountedAt("/mnt"));
        Assert.Empty(machine.Boot(disk, swap));
        Assert.Equal("kept over a restart", machine.Root.Read("/mnt/users/file"));
        Assert.Contains("swapfile", File.ReadAllText("/proc/swaps"), StringComparison.Ordinal);

        machine.Restart();
        machine.Plug("sdc", 400);
        Assert.Empty(machine.Boot(disk, swap));
        Assert.Equal(fileSystem, machine.MountedAt("/mnt"));
        Assert.False(machine.Root.Has("/mnt/users"));
        Assert.Contains("swapfile", File.ReadAllText("/proc/swaps"), StringComparison.Ordinal);
    });

    [Fact]
    public void Gives_the_new_file_system_the_SELinux_label_of_the_mount_point() => LoopMachine.Run(machine =>
    {
        const string label = "security.selinux";
        machine.Plug("sdc", 300);
        string place = machine.Root.Below("/mnt");
        Assert.SkipUnless(machine.TrySetAttribute(place, label, "system_u:object_r:mnt_t:s0"), "the file system of temporary files keeps no labels");
        var disk = new PrepareTemporaryDisk(new());
        Assert.Empty(machine.Boot(disk));
        Assert.Equal("system_u:object_r:mnt_t:s0", machine.Attribute(place, label));
        Assert.True(machine.TrySetAttribute(place, label, "system_u:object_r:tmp_t:s0"));
        machine.Restart();
        Assert.Empty(machine.Boot(disk));
        Assert.Equal("system_u:object_r:tmp_t:s0", machine.Attribute(place, label));
    });

    [Fact]
    public void Combines_two_real_disks() => LoopMachine.Run(machine =>
    {
        machine.Plug("nvme1n1", 300).Plug("nvme2n1", 300);
        var disk = new PrepareTemporaryDisk(new TemporaryDiskSettings { Combine = DiskCombination.Btrfs });
        Assert.Empty(machine.Boot(disk));
        Assert.True(new DriveInfo(machine.Root.Below("/mnt")).TotalSize > 500 << 20);
        machine.Restart();
        Assert.Empty(machine.Boot(disk));
        Assert.Equal("btrfs", machine.MountedAt("/mnt"));
    });

    [Theory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public void An_interruption_of_the_real_mkfs_leaves_the_marker_begun(string fileSystem) => LoopMachine.Run(machine =>
    {
        // An odd size.
        machine.Plug("sdc", 401);
        string image = machine.Shell("losetup --noheadings --output BACK-FILE \"$1\"", machine.Loop("sdc")).Trim();
        machine.Shell("truncate -s -12800 \"$1\"; losetup --set-capacity \"$2\"", image, machine.Loop("sdc"));
        var disk = new PrepareTemporaryDisk(new TemporaryDiskSettings { FileSystem = fileSystem });
        // mkfs has written everything, but does not report success.
        machine.Interrupted = true;
        Assert.Contains("signal 9", Assert.Single(machine.Boot(disk)), StringComparison.Ordinal);
        using (var device = File.OpenRead(image))
        {
            Assert.Equal((fileSystem, false), DiskMarker.Read(new DiskBytes(device)) is { } seal ? (seal.FileSystem, seal.IsComplete) : ("no seal", false));
            Assert.IsType<DiskContent.Incomplete>(DiskClassifier.Classify(new DiskBytes(device)));
        }
        machine.Interrupted = false;
        Assert.Empty(machine.Boot(disk));
        Assert.Equal(fileSystem, machine.MountedAt("/mnt"));
    });

    [Theory]
    [InlineData("the disk", """mkfs.ext4 -q "$1"; mount "$1" "$2" """)]
    [InlineData("a partition", """printf 'label: gpt\n,\n' | sfdisk -q "$1"; partx -u "$1"; mkfs.ext4 -q "${1}p1"; mount "${1}p1" "$2" """)]
    public void Never_changes_a_disk_in_use_even_if_no_list_shows_it(string what, string script) => LoopMachine.Run(machine =>
    {
        machine.Plug("sdc", 300);
        machine.Shell(script, machine.Loop("sdc"), machine.Root.MakeDirectory("/elsewhere").Below("/elsewhere"));
        machine.HideMounts = true;
        // Even with Policy=always.
        var always = new PrepareTemporaryDisk(new TemporaryDiskSettings { Policy = TemporaryDiskPolicy.Always });
        Assert.True(machine.Boot(always) is ["/dev/sdc is left alone: it is in use"], what);
        var change = new FormatDisks(["/dev/sdc"], "ext4", "/usr/sbin/mkfs.ext4", true, "format");
        Assert.Equal("/dev/sdc is in use, so it is not formatted", new Executor(machine.Root.Directory, machine.Kernel).Apply(change)?.Reason);
    });

    [Fact]
    public void Writes_little_to_a_disk_of_100_GB() => LoopMachine.Run(machine =>
    {
        machine.Plug("sdc", 100 * 1024);
        Assert.Empty(machine.Boot(new PrepareTemporaryDisk(new()), new MakeSwap(new SwapSettings { Bytes = 16L << 30 })));
        // The disk is a sparse file; its blocks are those that were written.
        Assert.InRange(machine.Written("sdc"), 1, 2L << 30);
        Assert.Equal(16L << 30, new FileInfo(machine.Root.Below("/mnt/swapfile")).Length);
    });
}

/// <summary>
/// Runs alone: between fork and exec, programs of parallel tests have copies of all descriptors, which keep a disk in use.
/// </summary>
[CollectionDefinition(nameof(RealDisks), DisableParallelization = true)]
public sealed class RealDisks;
