using Daybreak.Configuration;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

// Several disks, separate or combined.
public sealed partial class PrepareTemporaryDiskTests
{
    [Fact]
    public void Mounts_several_disks_at_numbered_mount_points()
    {
        AzureDisks.Nvme(root, 3);
        Assert.Empty(Boot(new()));
        Assert.Equal(["/dev/nvme1n1 /mnt ext4", "/dev/nvme2n1 /mnt2 ext4", "/dev/nvme3n1 /mnt3 ext4"], kernel.Mounts);
    }

    [Fact]
    public void Combines_several_disks_if_configured()
    {
        AzureDisks.Nvme(root, 3);
        var settings = new TemporaryDiskSettings { Combine = DiskCombination.Btrfs };
        Assert.Empty(Boot(settings));
        string[] mount = ["/dev/nvme1n1 /mnt btrfs device=/dev/nvme1n1,device=/dev/nvme2n1,device=/dev/nvme3n1"];
        Assert.Equal(mount, kernel.Mounts);
        kernel.Restart("/mnt");
        Assert.Empty(Boot(settings));
        Assert.Empty(kernel.Programs);
        Assert.Equal(mount, kernel.Mounts);
    }

    [Fact]
    public void Does_not_format_a_replaced_disk_of_a_combined_volume()
    {
        var disks = AzureDisks.Nvme(root, 2);
        var settings = new TemporaryDiskSettings { Combine = DiskCombination.Btrfs };
        Boot(settings);
        kernel.Restart("/mnt");
        disks.WithImage("nvme2n1");
        Assert.Contains("only some of them", Assert.Single(Boot(settings)), StringComparison.Ordinal);
        Assert.Empty(kernel.Mounts);
    }

    [Theory]
    [InlineData(DiskCombination.Btrfs, "ext4")]
    [InlineData(DiskCombination.Btrfs, "btrfs")]
    [InlineData(DiskCombination.Md, "ext4")]
    public void Keeps_a_disk_that_was_formatted_alone_and_warns_about_the_others(DiskCombination combine, string fileSystem)
    {
        var disks = AzureDisks.Nvme(root, 1);
        var settings = new TemporaryDiskSettings { Combine = combine, FileSystem = fileSystem };
        Assert.Empty(Boot(settings));
        string[] mount = [$"/dev/nvme1n1 /mnt {fileSystem}"];
        Assert.Equal(mount, kernel.Mounts);
        disks.OnNvme("nvme2n1", "Microsoft NVMe Direct Disk v2");
        string[] said = ["/dev/nvme2n1 is not combined with /dev/nvme1n1, which was formatted alone: to combine them and lose their data, unmount /dev/nvme1n1 (swapoff, umount), erase /dev/nvme1n1 and /dev/nvme2n1 (blkdiscard -z) and run daybreak boot"];
        Assert.Equal(said, Boot(settings));
        Assert.Equal(mount, kernel.Mounts);

        kernel.Restart("/mnt");
        Assert.Equal(said, Boot(settings));
        Assert.Equal(mount, kernel.Mounts);
        Assert.True(root.Has(Readme));

        // No warning if the other disk is in use.
        kernel.Restart("/mnt");
        root.Write("/proc/self/mountinfo", "30 21 0:44 / /data rw - ext4 /dev/nvme2n1 rw\n");
        Assert.Empty(Boot(settings));
        Assert.Equal(mount, kernel.Mounts);

        // The advice in the warning is sufficient.
        kernel.Restart("/mnt");
        disks.WithImage("nvme1n1").WithImage("nvme2n1");
        root.Write("/usr/sbin/mdadm", "");
        Assert.Empty(Boot(settings));
        Assert.Contains(combine == DiskCombination.Md ? "/dev/md120 /mnt" : "device=/dev/nvme2n1", Assert.Single(kernel.Mounts), StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_combine_disks_that_were_formatted_before()
    {
        AzureDisks.Nvme(root, 2);
        Assert.Empty(Boot(new()));
        kernel.Restart("/mnt", "/mnt2");
        Assert.Contains("/dev/nvme2n1 is not combined with /dev/nvme1n1", Assert.Single(Boot(new TemporaryDiskSettings { Combine = DiskCombination.Btrfs })), StringComparison.Ordinal);
        Assert.Equal(["/dev/nvme1n1 /mnt ext4"], kernel.Mounts);
        Assert.Empty(kernel.Programs);
    }

    [Fact]
    public void Formats_again_after_an_interruption_between_two_markers()
    {
        AzureDisks.Nvme(root, 2);
        var settings = new TemporaryDiskSettings { Combine = DiskCombination.Btrfs };
        Boot(settings);
        kernel.Restart("/mnt");
        Reseal("/dev/nvme2n1");
        Assert.Empty(Boot(settings));
        Assert.Single(kernel.Programs);
        Assert.Single(kernel.Mounts);
    }
}
