using Daybreak.Configuration;

namespace Daybreak.Provisioning.Tests.Steps;

public sealed partial class StripedDisksTests
{
    [Fact]
    public void Does_not_change_another_array()
    {
        Disks(2);
        Array("--create");
        Assert.Equal(["/dev/nvme1n1 is left alone: it is a member of md5"], Boot(Md with { Policy = TemporaryDiskPolicy.Always }));
        kernel.Arrays.StopAll();
        Assert.Equal(["/dev/nvme1n1 is left alone: it holds a member of an md array"], Boot(Md with { Policy = TemporaryDiskPolicy.Always }));
        Assert.Empty(kernel.Programs);
    }

    [Fact]
    public void Does_not_change_an_array_that_is_used_otherwise()
    {
        Made();
        foreach (string disk in (string[])["nvme1n1", "nvme2n1"]) Incremental(disk);
        root.Write("/sys/block/md127/holders/dm-0", "");
        Assert.Equal(["/dev/nvme1n1 is left alone: it is a member of md127"], Boot(Md));
    }

    [Fact]
    public void Does_not_change_an_array_with_another_kind_of_disk()
    {
        Made();
        foreach (string disk in (string[])["nvme1n1", "nvme2n1"]) Incremental(disk);
        root.Write("/sys/block/md127/slaves/sda1", "");
        Assert.Equal(["/dev/nvme1n1 is left alone: it is a member of md127"], Boot(Md));
    }

    [Fact]
    public void Does_not_format_a_member_with_other_content()
    {
        Made();
        kernel.Run(["/usr/sbin/mkfs.ext4", "-q", "-F", root.Below("/dev/nvme2n1")], default);
        Assert.Contains("/dev/nvme2n1 is left alone: it holds a file system (ext4)", Assert.Single(Boot(Md)), StringComparison.Ordinal);
        Assert.Empty(kernel.Mounts);
    }

    [Fact]
    public void Warns_if_mdadm_is_missing()
    {
        Disks(2);
        File.Delete(root.Below("/usr/sbin/mdadm"));
        Assert.Equal(["/dev/nvme1n1 and /dev/nvme2n1 cannot be formatted: mdadm is not in this image"], Boot(Md));
    }

    [Fact]
    public void Does_not_combine_disks_of_different_sizes()
    {
        Disks(2).WithImage("nvme2n1", 300);
        Assert.Contains("/dev/nvme2n1 and /dev/nvme1n1 have different sizes", Assert.Single(Boot(Md)), StringComparison.Ordinal);
        Assert.Empty(kernel.Programs);
    }
}
