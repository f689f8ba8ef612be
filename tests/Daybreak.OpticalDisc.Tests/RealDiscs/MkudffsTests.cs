using Daybreak.OpticalDisc.Tests.Making;

namespace Daybreak.OpticalDisc.Tests.RealDiscs;

/// <summary>Empty volumes that mkudffs formatted for each kind of medium.</summary>
public sealed class MkudffsTests : IDisposable
{
    private readonly DiscTool tool = new();

    public void Dispose() => tool.Dispose();

    public static TheoryData<string> Volumes()
    {
        var volumes = new TheoryData<string>();
        foreach (var media in new[] { "hd", "dvd", "dvdram", "mo", "worm", "cdrw", "dvdrw" })
        {
            foreach (var revision in new[] { "1.02", "1.50", "2.00", "2.01" })
            {
                if (media is "cdrw" or "dvdrw" && revision == "1.02") continue;
                volumes.Add($"--media-type={media} --udfrev={revision} --blocksize=2048");
                if (media is not "cdrw") volumes.Add($"--media-type={media} --udfrev={revision} --blocksize=512");
            }
        }

        foreach (var form in new[] { "inicb", "short", "long" })
        {
            volumes.Add($"--media-type=hd --udfrev=2.01 --blocksize=512 --ad={form}");
            volumes.Add($"--media-type=hd --udfrev=2.01 --blocksize=2048 --ad={form} --noefe");
        }

        volumes.Add("--media-type=hd --udfrev=2.01 --blocksize=2048 --strategy=4096");
        volumes.Add("--media-type=dvdram --udfrev=2.01 --blocksize=512 --spartable=2");
        volumes.Add("--media-type=hd --udfrev=2.01 --blocksize=4096");
        volumes.Add("--media-type=hd --udfrev=1.02 --blocksize=1024");
        return volumes;
    }

    [Theory]
    [MemberData(nameof(Volumes))]
    public void Opens_a_new_empty_volume(string options)
    {
        var image = tool.Mkudffs(2048, ["--utf8", .. options.Split(' '), "--label=Caf\u00e9 \u6f22"]);
        var disc = Disc.Open(image);
        Assert.Equal(options.Split("udfrev=")[1][..4], disc.Description[4..]);
        Assert.Equal(options.Split("blocksize=")[1].Split(' ')[0], $"{disc.SectorSize}");
        Assert.Equal(("Caf\u00e9 \u6f22", "Caf\u00e9 \u6f22"), (disc.VolumeLabel, disc.VolumeIdentifier));
        Assert.Empty(disc.Notes);
        // On a rewritable disc, UDF 1.50 has a file that covers the unusable space.
        Assert.DoesNotContain(disc.Tree().Keys, path => path != "/Non-Allocatable Space");
    }

    [Theory]
    [InlineData("cdr", "1.50")]
    [InlineData("dvdr", "2.01")]
    [InlineData("bdr", "2.60")]
    public void Reports_virtual_partitions_as_unsupported(string media, string revision)
    {
        var error = Disc.ErrorOf(tool.Mkudffs(2048, $"--media-type={media}", $"--udfrev={revision}"));
        Assert.Equal((DiscErrorReason.Unsupported, 97L, "Logical Volume Descriptor"), (error.Reason, error.Sector, error.Structure));
        Assert.Contains("\"*UDF Virtual Partition\"", error.Detail, StringComparison.Ordinal);
    }
}
