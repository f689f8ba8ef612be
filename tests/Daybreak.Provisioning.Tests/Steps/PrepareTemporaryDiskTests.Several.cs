using Daybreak.Configuration;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

// Several disks, each for itself or as one.
public sealed partial class PrepareTemporaryDiskTests
{
    [Fact]
    public void Several_are_mounted_beside_each_other()
    {
        AzureDisks.Nvme(root, 3);
        Assert.Empty(Boot(new()));
        Assert.Equal(["/dev/nvme1n1 /mnt ext4", "/dev/nvme2n1 /mnt2 ext4", "/dev/nvme3n1 /mnt3 ext4"], kernel.Mounts);
    }

    [Fact]
    public void Several_become_one_where_that_is_wanted()
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
    public void Of_several_as_one_a_part_that_was_replaced_is_not_formatted_alone()
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
    public void One_that_was_there_before_the_others_stays_what_it_is_and_they_are_said(DiskCombination combine, string fileSystem)
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

        // Whoever has use for the other one need not hear of it.
        kernel.Restart("/mnt");
        root.Write("/proc/self/mountinfo", "30 21 0:44 / /data rw - ext4 /dev/nvme2n1 rw\n");
        Assert.Empty(Boot(settings));
        Assert.Equal(mount, kernel.Mounts);

        // What is said to be done about it is enough.
        kernel.Restart("/mnt");
        disks.WithImage("nvme1n1").WithImage("nvme2n1");
        root.Write("/usr/sbin/mdadm", "");
        Assert.Empty(Boot(settings));
        Assert.Contains(combine == DiskCombination.Md ? "/dev/md120 /mnt" : "device=/dev/nvme2n1", Assert.Single(kernel.Mounts), StringComparison.Ordinal);
    }

    [Fact]
    public void Disks_that_were_formatted_before_they_were_to_be_combined_are_not()
    {
        AzureDisks.Nvme(root, 2);
        Assert.Empty(Boot(new()));
        kernel.Restart("/mnt", "/mnt2");
        Assert.Contains("/dev/nvme2n1 is not combined with /dev/nvme1n1", Assert.Single(Boot(new TemporaryDiskSettings { Combine = DiskCombination.Btrfs })), StringComparison.Ordinal);
        Assert.Equal(["/dev/nvme1n1 /mnt ext4"], kernel.Mounts);
        Assert.Empty(kernel.Programs);
    }

    [Fact]
    public void Of_several_as_one_a_cut_between_the_seals_formats_them_again()
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
