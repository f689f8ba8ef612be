using Daybreak.Configuration;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>Where and how large. That the kernel takes such a file is seen in RealDiskTests.</summary>
public sealed class MakeSwapTests : IDisposable
{
    private const long Mebibyte = 1024 * 1024;
    private const string Path = "/mnt/swapfile";
    private readonly ThrowAwayRoot root = new();
    private readonly DiskKernel kernel;

    public MakeSwapTests()
    {
        kernel = new DiskKernel(root);
        AzureDisks.Generation2(root);
        Mount("ext4", "/dev/sdc");
    }

    public void Dispose() => root.Dispose();

    [Fact]
    public void It_is_made_used_and_used_again_after_a_restart()
    {
        var settings = new SwapSettings { Bytes = 40 * Mebibyte };
        Assert.Empty(Boot(settings));
        Assert.Equal([Path], kernel.Swaps);
        Assert.Equal(40 * Mebibyte, new FileInfo(root.Below(Path)).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(root.Below(Path)));
        Assert.Empty(Plan(settings));

        kernel.Restart();
        Mount("ext4", "/dev/sdc");
        Assert.Equal([$"{Path} is swap space"], Plan(settings));
    }

    [Theory]
    [InlineData("MemTotal:        4014212 kB\nMemFree: 1 kB\n", 10, 448)]
    [InlineData("MemTotal:        1000000 kB\n", 200, 1984)]
    [InlineData("MemTotal:        abc kB\n", 10, 0)]
    [InlineData("", 10, 0)]
    public void A_share_of_the_memory(string meminfo, int percent, int mebibytes)
    {
        root.Write("/proc/meminfo", meminfo);
        Assert.Equal(mebibytes == 0 ? [] : [$"{Path} of {mebibytes} MiB made", $"{Path} is swap space"], Plan(new SwapSettings { Percent = percent }));
    }

    [Fact]
    public void Another_size_makes_it_anew()
    {
        Boot(new SwapSettings { Bytes = 40 * Mebibyte });
        kernel.Restart();
        Mount("ext4", "/dev/sdc");
        Assert.Equal([$"{Path} removed: it has another size", $"{Path} of 20 MiB made", $"{Path} is swap space"], Plan(new SwapSettings { Bytes = 20 * Mebibyte }));
    }

    [Fact]
    public void It_is_no_larger_than_there_is_room()
    {
        kernel.Room = 100 * Mebibyte;
        var settings = new SwapSettings { Bytes = 1024 * Mebibyte };
        Assert.Equal([$"swap space of 90 MiB instead of 1024 MiB: /mnt has no room for more"], Boot(settings));
        kernel.Restart();
        Mount("ext4", "/dev/sdc");
        kernel.Room = 5 * Mebibyte;
        Assert.Equal([$"{Path} is swap space"], Plan(settings));
    }

    [Fact]
    public void Without_room_there_is_none()
    {
        kernel.Room = 0;
        Assert.Equal(["no swap space: /mnt is full"], Boot(new SwapSettings { Bytes = 64 * Mebibyte }));
        Assert.Empty(kernel.Swaps);
    }

    [Fact]
    public void A_file_of_that_name_that_is_not_ours_stays()
    {
        root.Write(Path, new string('x', 8192));
        Assert.Equal([$"no swap space: {Path} exists and was not created by Daybreak"], Boot(new SwapSettings { Bytes = 64 * Mebibyte }));
        Assert.Equal(8192, root.Read(Path).Length);
    }

    [Theory]
    [InlineData("ext4", "/dev/sda1")]
    [InlineData("ntfs3", "/dev/sdc")]
    [InlineData("tmpfs", "tmpfs")]
    public void It_is_never_anywhere_but_on_a_temporary_disk(string fileSystem, string source)
    {
        kernel.Restart();
        Mount(fileSystem, source);
        Assert.Empty(Plan(new SwapSettings { Bytes = 64 * Mebibyte }));
    }

    [Fact]
    public void Not_wanted_is_nothing() => Assert.Empty(Plan(new SwapSettings()));

    [Fact]
    public void A_file_that_was_cut_off_while_it_was_made_has_another_name()
    {
        root.Write("/mnt/.swapfile.daybreak", "half");
        Boot(new SwapSettings { Bytes = 40 * Mebibyte });
        Assert.False(root.Has("/mnt/.swapfile.daybreak"));
    }

    [Fact]
    public void Mkswaps_own_reader_knows_the_header()
    {
        Boot(new SwapSettings { Bytes = 40 * Mebibyte });
        var told = kernel.Run(["/sbin/blkid", "-p", "-o", "export", root.Below(Path)], default);
        Assert.Contains("TYPE=swap", told.ErrorOutput, StringComparison.Ordinal);
        Assert.Contains("LABEL=daybreak", told.ErrorOutput, StringComparison.Ordinal);
    }

    private void Mount(string fileSystem, string source) => File.AppendAllText(root.Below("/proc/self/mountinfo"), $"40 21 0:40 / /mnt rw - {fileSystem} {source} rw\n");

    private List<string> Plan(SwapSettings settings) => [.. new MakeSwap(settings).Plan(new MachineView(root.Directory, kernel)).Changes.Select(change => change.Sentence)];

    private List<string> Boot(SwapSettings settings)
    {
        var step = new MakeSwap(settings);
        var executor = new Executor(root.Directory, kernel);
        var plan = step.Plan(new MachineView(root.Directory, kernel));
        foreach (var change in plan.Changes) Assert.Null(executor.Apply(change)?.Sentence);
        return [.. plan.Warnings];
    }
}
