using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Disks;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>Several NVMe disks as an md array, with recorded sysfs trees and images that the real mkfs formats. Real arrays are in tests/EndToEnd.</summary>
public sealed partial class StripedDisksTests : IDisposable
{
    private static readonly TemporaryDiskSettings Md = new() { Combine = DiskCombination.Md };
    private readonly ThrowAwayRoot root = new();
    private readonly DiskKernel kernel;

    public StripedDisksTests() => kernel = new DiskKernel(root);

    public void Dispose() => root.Dispose();

    [Theory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    public void Creates_an_array_once_and_assembles_it_at_every_boot(string fileSystem)
    {
        Disks(3);
        var settings = Md with { FileSystem = fileSystem };
        root.MakeDirectory("/run/systemd/system");
        Assert.Empty(Boot(settings));
        Assert.Equal($"/usr/sbin/mdadm --create /dev/md120 --quiet --level=0 --raid-devices=3", kernel.Programs[0][..70]);
        Assert.EndsWith(" /dev/nvme1n1 /dev/nvme2n1 /dev/nvme3n1", kernel.Programs[0], StringComparison.Ordinal);
        Assert.Equal([$"/dev/md120 /mnt {fileSystem}"], kernel.Mounts);
        Assert.Contains("What=/dev/md120\n", root.Read("/run/systemd/system/mnt.mount"), StringComparison.Ordinal);

        Restart();
        Assert.Empty(Boot(settings));
        Assert.All(kernel.Programs, program => Assert.StartsWith("/usr/sbin/mdadm --incremental", program, StringComparison.Ordinal));
        Assert.Equal([$"/dev/md127 /mnt {fileSystem}"], kernel.Mounts);
        Assert.Contains("What=/dev/md127\n", root.Read("/run/systemd/system/mnt.mount"), StringComparison.Ordinal);
    }

    [Fact]
    public void Mounts_an_array_that_udev_has_assembled()
    {
        Made();
        foreach (string disk in (string[])["nvme1n1", "nvme2n1"]) Incremental(disk);
        Assert.Empty(Boot(Md));
        Assert.Empty(kernel.Programs);
        Assert.Equal(["/dev/md127 /mnt ext4"], kernel.Mounts);
    }

    [Fact]
    public void Completes_an_array_that_udev_has_begun_to_assemble()
    {
        Made();
        Incremental("nvme2n1");
        Assert.Empty(Boot(Md));
        Assert.Equal(["/usr/sbin/mdadm --incremental --quiet --config=none /dev/nvme1n1"], kernel.Programs);
        Assert.Equal(["/dev/md127 /mnt ext4"], kernel.Mounts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Creates_the_array_again_if_one_disk_was_replaced(bool udevHasBegun)
    {
        var disks = Made();
        disks.WithImage("nvme2n1");
        if (udevHasBegun) Incremental("nvme1n1");
        Assert.Empty(Boot(Md));
        Assert.Equal(udevHasBegun, kernel.Programs[0] == "/usr/sbin/mdadm --stop /dev/md127");
        Assert.Contains(kernel.Programs, program => program.StartsWith("/usr/sbin/mkfs.ext4", StringComparison.Ordinal));
        Assert.Single(kernel.Mounts);
    }

    [Fact]
    public void Does_not_format_if_a_member_has_not_appeared()
    {
        Made();
        File.Delete(root.Below("/sys/block/nvme2n1"));
        Assert.Equal(["/dev/nvme1n1 is left alone: it is one of 2 disks of an array of Daybreak, and some of them are missing or excluded by Combine=: to start over without them, erase /dev/nvme1n1 (blkdiscard -z) and run daybreak boot"], Boot(Md));
        Assert.Empty(kernel.Programs);
    }

    [Fact]
    public void Does_not_add_another_disk_to_the_array()
    {
        var disks = Made();
        disks.OnNvme("nvme3n1", "Microsoft NVMe Direct Disk");
        Assert.Equal(["/dev/nvme1n1 and /dev/nvme2n1 and /dev/nvme3n1 are left alone: only some of them have a file system of Daybreak: to start over, erase /dev/nvme1n1 and /dev/nvme2n1 and /dev/nvme3n1 (blkdiscard -z) and run daybreak boot"], Boot(Md));
        Assert.Empty(kernel.Programs);
    }

    [Theory]
    [InlineData("/usr/sbin/mkfs.ext4")]
    [InlineData("/usr/sbin/mdadm")]
    public void Creates_the_array_again_after_an_interruption(string program)
    {
        Disks(2);
        var executor = new Executor(root.Directory, new CutKernel(kernel, program));
        foreach (var change in new PrepareTemporaryDisk(Md).Plan(View()).Changes)
            if (executor.Apply(change) is not null) break;
        Assert.Empty(kernel.Mounts);

        // The array may exist (the agent was killed), not exist (the power failed), or be what udev assembles from one member.
        foreach (int how in (int[])[0, 1, 2])
        {
            if (how > 0) Restart();
            if (how == 2) kernel.Arrays.Run(["mdadm", "--incremental", "/dev/nvme1n1"]);
            Assert.Empty(Boot(Md));
            Assert.Single(kernel.Mounts);
            Restart();
            Reseal("/dev/nvme2n1");
        }
    }

    [Fact]
    public void Combines_disks_with_btrfs_without_an_array()
    {
        Disks(2);
        Assert.Empty(Boot(Md with { FileSystem = "btrfs" }));
        Assert.Equal(["/dev/nvme1n1 /mnt btrfs device=/dev/nvme1n1,device=/dev/nvme2n1"], kernel.Mounts);
    }

    [Fact]
    public void Creates_no_array_for_one_disk()
    {
        Disks(1);
        Assert.Empty(Boot(Md));
        Assert.Equal(["/dev/nvme1n1 /mnt ext4"], kernel.Mounts);
    }

    [Theory]
    [InlineData(false, "/dev/nvme1n1 and /dev/nvme2n1 cannot be assembled: /usr/sbin/mdadm failed with exit code 1: no room")]
    [InlineData(true, "/dev/nvme1n1 and /dev/nvme2n1 are members of an array that does not start: run mdadm --detail /dev/md127")]
    public void Warns_if_an_array_cannot_be_assembled(bool claimsToDoIt, string said)
    {
        Made();
        if (claimsToDoIt) Incremental("nvme1n1");
        var executor = new Executor(root.Directory, new RefusingKernel(kernel, claimsToDoIt ? new(0) : new(1, "no room")));
        var change = Assert.IsType<AssembleArray>(Assert.Single(new PrepareTemporaryDisk(Md).Plan(View()).Changes));
        Assert.Equal(said, executor.Apply(change)!.Message);
    }

    [Fact]
    public void Creates_swap_space_on_the_array()
    {
        Disks(2);
        Assert.Empty(Boot(Md));
        var swap = new MakeSwap(new SwapSettings { Bytes = 64 << 20 });
        Assert.Equal(["/mnt/swapfile"], swap.Plan(View()).Changes.OfType<MakeSwapFile>().Select(change => change.Path));
    }

    private AzureDisks Disks(int count)
    {
        var disks = AzureDisks.Nvme(root, count);
        root.Write("/usr/sbin/mdadm", "");
        return disks;
    }

    // Two formatted disks after a shutdown.
    private AzureDisks Made()
    {
        var disks = Disks(2);
        Assert.Empty(Boot(Md));
        Restart();
        return disks;
    }

    private void Restart()
    {
        kernel.Restart("/mnt");
        kernel.Arrays.StopAll();
    }

    private void Incremental(string disk) => Assert.Equal(0, kernel.Arrays.Run(["mdadm", "--incremental", $"/dev/{disk}"]).ExitCode);

    private void Array(string mode) => Assert.Equal(0, kernel.Arrays.Run(["mdadm", mode, "/dev/md5", $"--uuid={Guid.NewGuid()}", "/dev/nvme1n1", "/dev/nvme2n1"]).ExitCode);

    // As in StepRunner: a second plan follows when the array exists.
    private List<string> Boot(TemporaryDiskSettings settings)
    {
        var step = new PrepareTemporaryDisk(settings);
        var executor = new Executor(root.Directory, kernel);
        for (int round = 0; round < 3; round++)
        {
            var (changes, said) = step.Plan(View());
            foreach (var change in changes)
                if (executor.Apply(change) is { } failure) return [.. said, failure.Message];
            if (changes.Count == 0 || said.Count > 0) return [.. said];
        }
        Assert.Empty(step.Plan(View()).Changes);
        return [];
    }

    private void Reseal(string device)
    {
        using var stream = new FileStream(root.Below(device), FileMode.Open);
        var marker = DiskMarker.Read(new DiskBytes(stream))!;
        stream.Position = DiskMarker.OffsetOn(stream.Length);
        stream.Write((marker with { IsComplete = false }).Block());
    }

    private MachineView View() => new(root.Directory, kernel);

    /// <summary>Kills one program after its start.</summary>
    private sealed class CutKernel(DiskKernel kernel, string program) : IKernel
    {
        public bool IsRunning => true;

        public string? HostName => null;

        public TimeSpan? Uptime => null;

        public Failure? SetHostName(string name) => null;

        public ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit) => arguments[0] == program ? new ProgramOutcome(-9) : kernel.Run(arguments, timeLimit);
    }

    /// <summary>mdadm fails.</summary>
    private sealed class RefusingKernel(DiskKernel kernel, ProgramOutcome outcome) : IKernel
    {
        public bool IsRunning => kernel.IsRunning;

        public string? HostName => null;

        public TimeSpan? Uptime => null;

        public Failure? SetHostName(string name) => null;

        public ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit) => outcome;
    }
}
