using Daybreak.Configuration;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Disks;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>Temporary disk and swap space with the real kernel: loop devices of the test's own, in a mount namespace of the test's own. Needs root.</summary>
[Collection(nameof(RealDisks))]
public sealed class RealDiskTests
{
    [Theory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public void The_platforms_disk_becomes_one_of_ours_with_swap_space_on_it_at_each_boot_and_anew_when_it_was_replaced(string fileSystem) => LoopMachine.Run(machine =>
    {
        machine.Plug("sdc", 512);
        machine.Shell("""printf 'label: dos\nstart=2048, type=7\n' | sfdisk -q "$1"; partx -u "$1"; mkntfs -q -Q -p 2048 "${1}p1" 2>/dev/null""", machine.Loop("sdc"));
        var disk = new PrepareTemporaryDisk(new TemporaryDiskSettings { FileSystem = fileSystem });
        var swap = new MakeSwap(new SwapSettings { Bytes = 48 << 20 });

        Assert.Empty(machine.Boot(disk, swap));
        Assert.Equal(fileSystem, machine.MountedAt("/mnt"));
        Assert.True(machine.Root.Has("/mnt/DATALOSS_WARNING_README.txt"));
        Assert.Contains(machine.Root.Below("/mnt/swapfile"), File.ReadAllText("/proc/swaps"), StringComparison.Ordinal);
        // The partition is forgotten.
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
    public void Its_root_directory_has_the_SELinux_label_of_the_mount_point_until_somebody_gives_it_another() => LoopMachine.Run(machine =>
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
    public void Two_disks_become_one() => LoopMachine.Run(machine =>
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
    public void A_cut_in_the_real_mkfs_leaves_the_seal_that_says_begun(string fileSystem) => LoopMachine.Run(machine =>
    {
        // Of a size that is no multiple of anything.
        machine.Plug("sdc", 401);
        string image = machine.Shell("losetup --noheadings --output BACK-FILE \"$1\"", machine.Loop("sdc")).Trim();
        machine.Shell("truncate -s -12800 \"$1\"; losetup --set-capacity \"$2\"", image, machine.Loop("sdc"));
        var disk = new PrepareTemporaryDisk(new TemporaryDiskSettings { FileSystem = fileSystem });
        // All that it writes and discards is done, and nobody has heard of it.
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
    public void What_is_in_use_is_never_touched_even_when_no_list_shows_it(string what, string script) => LoopMachine.Run(machine =>
    {
        machine.Plug("sdc", 300);
        machine.Shell(script, machine.Loop("sdc"), machine.Root.MakeDirectory("/elsewhere").Below("/elsewhere"));
        machine.HideMounts = true;
        // Even where a file system with files in it may be formatted.
        var always = new PrepareTemporaryDisk(new TemporaryDiskSettings { Policy = TemporaryDiskPolicy.Always });
        Assert.True(machine.Boot(always) is ["/dev/sdc is left alone: it is in use"], what);
        var change = new FormatDisks(["/dev/sdc"], "ext4", "/usr/sbin/mkfs.ext4", true, "format");
        Assert.Equal("/dev/sdc is in use, so it is not formatted", new Executor(machine.Root.Directory, machine.Kernel).Apply(change)?.Reason);
    });

    [Fact]
    public void Little_is_written_to_a_disk_of_a_hundred_gigabytes() => LoopMachine.Run(machine =>
    {
        machine.Plug("sdc", 100 * 1024);
        Assert.Empty(machine.Boot(new PrepareTemporaryDisk(new()), new MakeSwap(new SwapSettings { Bytes = 16L << 30 })));
        // The disk is a sparse file, so its blocks are those that were written.
        Assert.InRange(machine.Written("sdc"), 1, 2L << 30);
        Assert.Equal(16L << 30, new FileInfo(machine.Root.Below("/mnt/swapfile")).Length);
    });
}

/// <summary>
/// Runs alone: a program that a test in parallel starts has, between fork and exec, a copy of every descriptor, and with it keeps a disk in use.
/// </summary>
[CollectionDefinition(nameof(RealDisks), DisableParallelization = true)]
public sealed class RealDisks;
