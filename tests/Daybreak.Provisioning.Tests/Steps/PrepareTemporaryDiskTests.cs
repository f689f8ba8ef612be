using Daybreak.Configuration;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Disks;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>
/// Finds the temporary disk in recorded sysfs trees and formats images with the real mkfs. Real mounts are in RealDiskTests and tests/EndToEnd.
/// </summary>
public sealed partial class PrepareTemporaryDiskTests : IDisposable
{
    private const string Readme = "/mnt/DATALOSS_WARNING_README.txt";
    private readonly ThrowAwayRoot root = new();
    private readonly DiskKernel kernel;

    public PrepareTemporaryDiskTests() => kernel = new DiskKernel(root);

    public void Dispose() => root.Dispose();

    [Theory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public void Formats_once_mounts_at_every_boot_and_formats_a_replaced_disk(string fileSystem)
    {
        var disks = AzureDisks.Generation2(root);
        var settings = new TemporaryDiskSettings { FileSystem = fileSystem };
        Assert.Empty(Boot(settings));
        Assert.StartsWith($"/usr/sbin/mkfs.{fileSystem} -q ", Assert.Single(kernel.Programs), StringComparison.Ordinal);
        Assert.Equal([$"/dev/sdc /mnt {fileSystem}"], kernel.Mounts);
        Assert.Contains("WARNING: THIS IS A TEMPORARY DISK", root.Read(Readme), StringComparison.Ordinal);

        kernel.Restart("/mnt");
        Assert.Empty(Boot(settings));
        Assert.Empty(kernel.Programs);
        Assert.Equal([$"/dev/sdc /mnt {fileSystem}"], kernel.Mounts);
        Assert.True(root.Has(Readme));

        kernel.Restart("/mnt");
        disks.WithImage("sdc");
        Assert.Empty(Boot(settings));
        Assert.Single(kernel.Programs);
        Assert.True(root.Has(Readme));
    }

    [Fact]
    public void Writes_a_mount_unit_under_systemd()
    {
        AzureDisks.Generation2(root);
        root.MakeDirectory("/run/systemd/system");
        Boot(new TemporaryDiskSettings { MountPoint = "/srv/scratch-disk" });
        string unit = root.Read("/run/systemd/system/srv-scratch\\x2ddisk.mount");
        Assert.Contains("What=/dev/sdc\nWhere=/srv/scratch-disk\nType=ext4\nOptions=nofail\n", unit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Formats_again_after_an_interruption_of_mkfs(int how)
    {
        AzureDisks.Generation2(root);
        kernel.Instead = arguments =>
        {
            if (how == 1) using (var disk = File.OpenWrite(root.Below("/dev/sdc"))) disk.Write(new byte[] { 1, 2, 3 });
            if (how == 2) using (var disk = File.OpenWrite(root.Below("/dev/sdc"))) Put(disk, 1024 + 56, [0x53, 0xef], 1024 + 104, Guid.Parse(arguments[arguments.ToList().IndexOf("-U") + 1]).ToByteArray(bigEndian: true));
            return new ProgramOutcome(-9);
        };
        Assert.Contains("signal 9", Assert.Single(Boot(new())), StringComparison.Ordinal);
        Assert.Empty(kernel.Mounts);

        kernel.Restart("/mnt");
        kernel.Instead = null;
        Assert.Empty(Boot(new()));
        Assert.Single(kernel.Programs);
        Assert.Single(kernel.Mounts);
    }

    [Fact]
    public void Does_not_format_a_disk_that_another_program_formatted_after_an_interruption()
    {
        AzureDisks.Generation2(root);
        kernel.Instead = _ => new ProgramOutcome(1, "no space");
        Boot(new());
        kernel.Instead = null;
        kernel.Run(["/usr/sbin/mkfs.ext4", "-q", "-F", root.Below("/dev/sdc")], default);
        kernel.Restart("/mnt");
        Assert.Equal(["/dev/sdc is left alone: it holds a file system (ext4)"], Boot(new()));
    }

    [Fact]
    public void Does_not_change_a_disk_with_data()
    {
        AzureDisks.Generation2(root);
        kernel.Run(["/usr/sbin/mkfs.ext4", "-q", "-F", root.Below("/dev/sdc")], default);
        byte[] before = File.ReadAllBytes(root.Below("/dev/sdc"));
        Assert.Equal(["/dev/sdc is left alone: it holds a file system (ext4)"], Boot(new()));
        Assert.Equal(before, File.ReadAllBytes(root.Below("/dev/sdc")));
        Assert.Empty(kernel.Mounts);
    }

    [Fact]
    public void Policy_always_formats_a_file_system_but_no_encrypted_or_unknown_content()
    {
        var disks = AzureDisks.Generation2(root);
        var always = new TemporaryDiskSettings { Policy = TemporaryDiskPolicy.Always };
        kernel.Run(["/usr/sbin/mkfs.ext4", "-q", "-F", root.Below("/dev/sdc")], default);
        Assert.Empty(Boot(always));
        Assert.Single(kernel.Mounts);
        foreach (byte[] content in (byte[][])[[.. "LUKS"u8, 0xba, 0xbe], [1]])
        {
            kernel.Restart("/mnt");
            disks.WithImage("sdc");
            File.WriteAllBytes(root.Below("/dev/sdc"), [.. content, .. new byte[64 << 20]]);
            Assert.Contains("is left alone", Assert.Single(Boot(always)), StringComparison.Ordinal);
            Assert.Empty(kernel.Programs);
        }
    }

    [Fact]
    public void Policy_off_does_nothing()
    {
        AzureDisks.Generation2(root);
        Assert.Empty(Boot(new TemporaryDiskSettings { Policy = TemporaryDiskPolicy.Off }));
        Assert.Empty(kernel.Mounts);
    }

    [Fact]
    public void Does_nothing_for_a_root_directory_that_is_not_running()
    {
        AzureDisks.Generation2(root);
        kernel.IsRunning = false;
        Boot(new());
        Assert.Empty(kernel.Programs);
    }

    public static TheoryData<string, string, string> Obstacles => new()
    {
        { "/sys/block/sdc/holders/dm-0", "", "/dev/sdc is left alone: it is a member of dm-0" },
        { "/proc/swaps", "Filename\n/dev/sdc1\tpartition\t1\t0\t-2\n", "/dev/sdc is left alone: it is used as swap space" },
        { "/mnt/mine", "", "/dev/sdc cannot be mounted: it would hide the files in /mnt, such as mine" },
        { "/etc/fstab", "# /mnt\nnone /mnt/ tmpfs defaults 0 0\n", "/dev/sdc cannot be mounted: /etc/fstab has another file system for /mnt" },
        { "/etc/fstab", "/dev/disk/cloud/azure_resource-part1\t/data\tauto\tnofail 0 2\n", "/dev/sdc cannot be mounted: /etc/fstab mounts /dev/disk/cloud/azure_resource-part1" },
        { "/etc/systemd/system/mnt.mount", "", "/dev/sdc cannot be mounted: /etc/systemd/system/mnt.mount is for /mnt" },
        { "/proc/self/mountinfo", "30 21 0:50 / /mnt rw - tmpfs scratch rw\n", "/dev/sdc cannot be mounted: scratch is mounted on /mnt" },
    };

    [Theory, MemberData(nameof(Obstacles))]
    public void Warns_about_obstacles_and_formats_nothing(string path, string content, string said)
    {
        AzureDisks.Generation2(root).WithPart("sdc", "sdc1");
        root.Write(path, content);
        Assert.Equal([said], Boot(new()));
        Assert.Empty(kernel.Programs);
        Assert.Empty(kernel.Mounts);
    }

    [Theory]
    [InlineData("8:101", "/dev/disk/cloud/azure_resource-part1")]
    [InlineData("0:44", "/dev/sdc1")]
    public void Accepts_a_disk_that_is_mounted_elsewhere(string number, string source)
    {
        AzureDisks.Generation2(root).WithPart("sdc", "sdc1");
        File.WriteAllText(root.Below("/sys/block/sdc/sdc1/dev"), "8:101\n");
        root.Write("/proc/self/mountinfo", $"30 21 {number} / /data rw - ext4 {source} rw\n");
        Assert.Empty(Boot(new()));
        Assert.Empty(kernel.Programs);
    }

    [Fact]
    public void Warns_if_mkfs_is_missing()
    {
        AzureDisks.Generation2(root);
        File.Delete(root.Below("/usr/sbin/mkfs.xfs"));
        Assert.Equal(["/dev/sdc cannot be formatted: mkfs.xfs is not in this image"], Boot(new TemporaryDiskSettings { FileSystem = "xfs" }));
    }

    [Fact]
    public void Warns_if_a_disk_vanishes()
    {
        AzureDisks.Generation2(root);
        File.Delete(root.Below("/dev/sdc"));
        Assert.Contains("/dev/sdc", Assert.Single(Boot(new())), StringComparison.Ordinal);
    }

    [Fact]
    public void Creates_no_file_for_a_disk_that_vanishes_during_formatting()
    {
        AzureDisks.Generation2(root);
        // The formatter treats everything except a regular file as a device node.
        File.Move(root.Below("/dev/sdc"), root.Below("/dev/disk"));
        root.Link("/dev/sdc", "disk");
        kernel.Instead = arguments =>
        {
            File.Delete(root.Below("/dev/sdc"));
            using var process = System.Diagnostics.Process.Start(arguments[0], arguments.Skip(1))!;
            process.WaitForExit();
            Assert.True(File.Exists(root.Below("/dev/sdc")));
            return new ProgramOutcome(process.ExitCode);
        };
        Assert.Equal(["/dev/sdc disappeared while it was being formatted"], Boot(new()));
        Assert.False(root.Has("/dev/sdc"));
    }

    private IEnumerable<string> Found() => TemporaryDisks.Find(View()).Select(disk => disk.Name);

    // Returns warnings and failures. A second plan in the same boot is empty.
    private List<string> Boot(TemporaryDiskSettings settings)
    {
        var step = new PrepareTemporaryDisk(settings);
        var executor = new Executor(root.Directory, kernel);
        var (changes, warnings) = step.Plan(View());
        List<string> said = [.. warnings];
        foreach (var change in changes)
        {
            if (executor.Apply(change) is not { } failure) continue;
            said.Add(failure.Message);
            return said;
        }
        if (said.Count == 0) Assert.Empty(step.Plan(View()).Changes);
        return said;
    }

    private void Reseal(string device)
    {
        using var stream = new FileStream(root.Below(device), FileMode.Open);
        var marker = DiskMarker.Read(new DiskBytes(stream))!;
        stream.Position = DiskMarker.OffsetOn(stream.Length);
        stream.Write((marker with { IsComplete = false }).Block());
    }

    private static void Put(FileStream disk, long at, byte[] bytes, long thenAt, byte[] then)
    {
        disk.Position = at;
        disk.Write(bytes);
        disk.Position = thenAt;
        disk.Write(then);
    }

    private MachineView View() => new(root.Directory, kernel);
}
