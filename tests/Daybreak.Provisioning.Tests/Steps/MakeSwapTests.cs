using Daybreak.Configuration;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>The place and size of the swap file. RealDiskTests checks that the kernel accepts it.</summary>
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
    public void Creates_swap_space_and_uses_it_again_after_a_restart()
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
    public void Size_as_a_percentage_of_memory(string meminfo, int percent, int mebibytes)
    {
        root.Write("/proc/meminfo", meminfo);
        Assert.Equal(mebibytes == 0 ? [] : [$"{Path} of {mebibytes} MiB created", $"{Path} is swap space"], Plan(new SwapSettings { Percent = percent }));
    }

    [Fact]
    public void Creates_the_file_again_for_another_size()
    {
        Boot(new SwapSettings { Bytes = 40 * Mebibyte });
        kernel.Restart();
        Mount("ext4", "/dev/sdc");
        Assert.Equal([$"{Path} removed: it has another size", $"{Path} of 20 MiB created", $"{Path} is swap space"], Plan(new SwapSettings { Bytes = 20 * Mebibyte }));
    }

    [Fact]
    public void Creates_a_smaller_file_if_there_is_not_enough_room()
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
    public void Creates_no_file_if_there_is_no_room()
    {
        kernel.Room = 0;
        Assert.Equal(["no swap space: /mnt is full"], Boot(new SwapSettings { Bytes = 64 * Mebibyte }));
        Assert.Empty(kernel.Swaps);
    }

    [Fact]
    public void Does_not_change_another_programs_file()
    {
        root.Write(Path, new string('x', 8192));
        Assert.Equal([$"no swap space: {Path} exists and was not created by Daybreak"], Boot(new SwapSettings { Bytes = 64 * Mebibyte }));
        Assert.Equal(8192, root.Read(Path).Length);
    }

    [Theory]
    [InlineData("ext4", "/dev/sda1")]
    [InlineData("ntfs3", "/dev/sdc")]
    [InlineData("tmpfs", "tmpfs")]
    public void Uses_a_temporary_disk_only(string fileSystem, string source)
    {
        kernel.Restart();
        Mount(fileSystem, source);
        Assert.Empty(Plan(new SwapSettings { Bytes = 64 * Mebibyte }));
    }

    [Fact]
    public void Does_nothing_if_disabled() => Assert.Empty(Plan(new SwapSettings()));

    [Fact]
    public void An_interrupted_file_has_a_temporary_name()
    {
        root.Write("/mnt/.swapfile.daybreak", "half");
        Boot(new SwapSettings { Bytes = 40 * Mebibyte });
        Assert.False(root.Has("/mnt/.swapfile.daybreak"));
    }

    [Fact]
    public void Blkid_recognizes_the_header()
    {
        Boot(new SwapSettings { Bytes = 40 * Mebibyte });
        var logged = kernel.Run(["/sbin/blkid", "-p", "-o", "export", root.Below(Path)], default);
        Assert.Contains("TYPE=swap", logged.ErrorOutput, StringComparison.Ordinal);
        Assert.Contains("LABEL=daybreak", logged.ErrorOutput, StringComparison.Ordinal);
    }

    private void Mount(string fileSystem, string source) => File.AppendAllText(root.Below("/proc/self/mountinfo"), $"40 21 0:40 / /mnt rw - {fileSystem} {source} rw\n");

    private List<string> Plan(SwapSettings settings) => [.. new MakeSwap(settings).Plan(new MachineView(root.Directory, kernel)).Changes.Select(change => change.Sentence)];

    private List<string> Boot(SwapSettings settings)
    {
        var step = new MakeSwap(settings);
        var executor = new Executor(root.Directory, kernel);
        var plan = step.Plan(new MachineView(root.Directory, kernel));
        foreach (var change in plan.Changes) Assert.Null(executor.Apply(change)?.Message);
        return [.. plan.Warnings];
    }
}
