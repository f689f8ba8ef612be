namespace Daybreak.Configuration.Tests;

/// <summary>[TemporaryDisk] and [Swap].</summary>
public sealed class DiskSettingsTests
{
    [Fact]
    public void Reads_every_key()
    {
        var settings = SettingsLoader.LoadOnly("[TemporaryDisk]\nPolicy=always\nMountPoint=/srv/scratch-1\nFileSystem=xfs\nCombine=btrfs\n[Swap]\nSize=2G\n", "file", warning => Assert.Fail(warning));
        Assert.Equal(new TemporaryDiskSettings { Policy = TemporaryDiskPolicy.Always, MountPoint = "/srv/scratch-1", FileSystem = "xfs", Combine = DiskCombination.Btrfs }, settings.TemporaryDisk);
        Assert.Equal(2L << 30, settings.Swap.Bytes);
    }

    [Theory]
    [InlineData("no", DiskCombination.None)]
    [InlineData("btrfs", DiskCombination.Btrfs)]
    [InlineData("md", DiskCombination.Md)]
    public void Reads_every_combination(string word, DiskCombination combination) =>
        Assert.Equal(combination, SettingsLoader.LoadOnly($"[TemporaryDisk]\nCombine={word}\n", "file", warning => Assert.Fail(warning)).TemporaryDisk.Combine);

    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("512M", 512L << 20, 0)]
    [InlineData("8192G", 8192L << 30, 0)]
    [InlineData("10%", 0, 10)]
    public void Reads_sizes_in_bytes_and_shares_of_the_memory(string text, long bytes, int percent)
    {
        var settings = SettingsLoader.LoadOnly($"[Swap]\nSize={text}\n", "file", warning => Assert.Fail(warning));
        Assert.Equal(new SwapSettings { Bytes = bytes, Percent = percent }, settings.Swap);
    }

    [Theory]
    [InlineData("Size=")]
    [InlineData("Size=2")]
    [InlineData("Size=-1G")]
    [InlineData("Size=0G")]
    [InlineData("Size=2g")]
    [InlineData("Size=1.5G")]
    [InlineData("Size=8193G")]
    [InlineData("Size=99999999999G")]
    [InlineData("Size=1001%")]
    [InlineData("Size=%")]
    [InlineData("Size=G")]
    public void An_invalid_size_is_a_warning(string line) => Refuses("[Swap]", line, settings => Assert.Equal(new SwapSettings(), settings.Swap));

    [Theory]
    [InlineData("Policy=yes")]
    [InlineData("FileSystem=ntfs")]
    [InlineData("Combine=yes")]
    [InlineData("MountPoint=")]
    [InlineData("MountPoint=/")]
    [InlineData("MountPoint=mnt")]
    [InlineData("MountPoint=/mnt/")]
    [InlineData("MountPoint=/mnt/../etc")]
    [InlineData("MountPoint=/a b")]
    [InlineData("MountPoint=/a%n")]
    [InlineData("Device=/dev/sdb")]
    public void An_invalid_value_is_a_warning(string line) => Refuses("[TemporaryDisk]", line, settings => Assert.Equal(new TemporaryDiskSettings(), settings.TemporaryDisk));

    private static void Refuses(string section, string line, Action<Settings> unchanged)
    {
        var warnings = new List<string>();
        unchanged(SettingsLoader.LoadOnly($"{section}\n{line}\n", "file", warnings.Add));
        Assert.StartsWith("file:2: ", MessageRules.Check(Assert.Single(warnings)), StringComparison.Ordinal);
    }
}
