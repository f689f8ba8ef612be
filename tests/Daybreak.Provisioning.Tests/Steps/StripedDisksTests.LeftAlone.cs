using Daybreak.Configuration;

namespace Daybreak.Provisioning.Tests.Steps;

public sealed partial class StripedDisksTests
{
    [Fact]
    public void Somebodys_array_is_left_alone_whether_it_is_assembled_or_not()
    {
        Disks(2);
        Array("--create");
        Assert.Equal(["/dev/nvme1n1 is left alone: it is a member of md5"], Boot(Md with { Policy = TemporaryDiskPolicy.Always }));
        kernel.Arrays.StopAll();
        Assert.Equal(["/dev/nvme1n1 is left alone: it holds a member of an md array"], Boot(Md with { Policy = TemporaryDiskPolicy.Always }));
        Assert.Empty(kernel.Programs);
    }

    [Fact]
    public void An_array_of_ours_that_is_used_for_something_else_is_left_alone()
    {
        Made();
        foreach (string disk in (string[])["nvme1n1", "nvme2n1"]) Incremental(disk);
        root.Write("/sys/block/md127/holders/dm-0", "");
        Assert.Equal(["/dev/nvme1n1 is left alone: it is a member of md127"], Boot(Md));
    }

    [Fact]
    public void An_array_with_a_disk_that_is_not_a_temporary_one_is_left_alone()
    {
        Made();
        foreach (string disk in (string[])["nvme1n1", "nvme2n1"]) Incremental(disk);
        root.Write("/sys/block/md127/slaves/sda1", "");
        Assert.Equal(["/dev/nvme1n1 is left alone: it is a member of md127"], Boot(Md));
    }

    [Fact]
    public void What_was_made_over_a_member_is_somebodys()
    {
        Made();
        kernel.Run(["/usr/sbin/mkfs.ext4", "-q", "-F", root.Below("/dev/nvme2n1")], default);
        Assert.Contains("/dev/nvme2n1 is left alone: it holds a file system (ext4)", Assert.Single(Boot(Md)), StringComparison.Ordinal);
        Assert.Empty(kernel.Mounts);
    }

    [Fact]
    public void Without_mdadm_that_is_said()
    {
        Disks(2);
        File.Delete(root.Below("/usr/sbin/mdadm"));
        Assert.Equal(["/dev/nvme1n1 and /dev/nvme2n1 cannot be formatted: mdadm is not in this image"], Boot(Md));
    }

    [Fact]
    public void Disks_of_several_sizes_are_not_combined()
    {
        Disks(2).WithImage("nvme2n1", 300);
        Assert.Contains("/dev/nvme2n1 is of another size than /dev/nvme1n1", Assert.Single(Boot(Md)), StringComparison.Ordinal);
        Assert.Empty(kernel.Programs);
    }
}
