using System.Security.Cryptography;
using Daybreak.Configuration;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Disks;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>A disk may change between the plan and its application. What is on it directly before it is formatted decides.</summary>
public sealed class DiskCheckedAgainTests : IDisposable
{
    private const string Device = "/dev/sdc";
    private readonly ThrowAwayRoot root = new();
    private readonly DiskKernel kernel;

    public DiskCheckedAgainTests()
    {
        kernel = new DiskKernel(root);
        AzureDisks.Generation2(root).WithImage("sdc", 64);
    }

    public void Dispose() => root.Dispose();

    [Theory]
    [InlineData("a file system")]
    [InlineData("an encrypted volume")]
    [InlineData("unknown data")]
    [InlineData("unknown data in the middle")]
    [InlineData("a file system that Daybreak made")]
    public void Data_that_appears_after_the_plan_is_kept_byte_for_byte(string data)
    {
        var format = Planned(TemporaryDiskPolicy.FormatIfEmpty);
        Put(data);
        AssertRefused(format);
    }

    [Theory]
    [InlineData("an encrypted volume")]
    [InlineData("unknown data")]
    public void So_is_data_that_no_setting_allows_to_discard(string data)
    {
        var format = Planned(TemporaryDiskPolicy.Always);
        Put(data);
        AssertRefused(format);
    }

    [Fact]
    public void One_disk_with_new_data_is_refused_and_the_disk_beside_it_is_formatted()
    {
        AzureDisks.Nvme(root, 1);
        FormatDisks[] formats = [.. new PrepareTemporaryDisk(new()).Plan(View()).Changes.OfType<FormatDisks>()];
        Assert.Equal([[Device], ["/dev/nvme1n1"]], formats.Select(format => format.Devices));
        Put("unknown data");

        var failures = new Executor(root.Directory, kernel).ApplyTogether(formats);

        Assert.NotNull(failures[0]);
        Assert.Null(failures[1]);
        Assert.IsType<DiskContent.Formatted>(View().LookAtDisk("/dev/nvme1n1"));
    }

    private FormatDisks Planned(TemporaryDiskPolicy policy) =>
        Assert.Single(new PrepareTemporaryDisk(new TemporaryDiskSettings { Policy = policy }).Plan(View()).Changes.OfType<FormatDisks>());

    private void AssertRefused(FormatDisks format)
    {
        string before = Content();
        kernel.Programs.Clear();

        var failure = new Executor(root.Directory, kernel).Apply(format);

        Assert.Contains(Device, failure?.Reason, StringComparison.Ordinal);
        Assert.Empty(kernel.Programs);
        Assert.Equal(before, Content());
    }

    private string Content()
    {
        using var disk = File.OpenRead(root.Below(Device));
        return Convert.ToHexString(SHA256.HashData(disk));
    }

    private void Put(string data)
    {
        switch (data)
        {
            case "a file system":
                Assert.True(kernel.Run(["/usr/sbin/mkfs.ext4", "-q", "-F", root.Below(Device)], default).Succeeded);
                return;
            case "a file system that Daybreak made":
                Assert.Null(new Executor(root.Directory, kernel).Apply(Planned(TemporaryDiskPolicy.FormatIfEmpty)));
                return;
        }
        using var disk = File.OpenWrite(root.Below(Device));
        disk.Position = data == "unknown data in the middle" ? 4096 : 0;
        disk.Write(data == "an encrypted volume" ? [.. "LUKS"u8, 0xba, 0xbe] : [1]);
    }

    private MachineView View() => new(root.Directory, kernel);
}
