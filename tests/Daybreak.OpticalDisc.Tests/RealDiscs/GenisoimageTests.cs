using Daybreak.OpticalDisc.Tests.Making;

namespace Daybreak.OpticalDisc.Tests.RealDiscs;

/// <summary>Discs written by genisoimage, including the bridge discs that virtual machine hosts often use.</summary>
public sealed class GenisoimageTests : IDisposable
{
    private readonly DiscTool tool = new();

    public void Dispose() => tool.Dispose();

    [Fact]
    public void Reads_the_complete_tree_from_the_UDF_of_a_bridge_disc()
    {
        var tree = SampleTree.Write(tool.Tree);
        var disc = Disc.Open(tool.Genisoimage("-udf", "-J", "-joliet-long", "-R", "-V", "rd_rdfe_stable.1"));
        Assert.Equal(DiscFormat.Udf, disc.Format);
        Assert.True(disc.IsBridge);
        Assert.Equal("UDF 1.02, which is preferred to the ISO 9660 of the same disc", disc.Choice);
        Assert.Equal(("rd_rdfe_stable.1", "rd_rdfe_stable.1"), (disc.VolumeLabel, disc.VolumeIdentifier));
        Assert.Empty(disc.Notes);
        SampleTree.AssertSame(tree, disc.Tree());
    }

    [Theory]
    [InlineData("-J -joliet-long", "ISO 9660 with Joliet names")]
    [InlineData("-R", "ISO 9660 with Rock Ridge names")]
    [InlineData("-R -J", "ISO 9660 with Rock Ridge names")]
    public void Reads_complete_extended_names_of_an_ISO_disc(string options, string description)
    {
        var tree = SampleTree.Write(tool.Tree, links: options.Contains("-R", StringComparison.Ordinal));
        var disc = Disc.Open(tool.Genisoimage([.. options.Split(' '), "-V", "LABEL"]));
        Assert.Equal(DiscFormat.Iso9660, disc.Format);
        Assert.False(disc.IsBridge);
        Assert.Equal(description, disc.Description);
        Assert.Equal(description + ", the only file system of the disc", disc.Choice);
        Assert.Equal("LABEL", disc.VolumeLabel);
        SampleTree.AssertSame(tree, disc.Tree());
    }

    [Fact]
    public void Reads_the_same_files_from_both_file_systems_of_a_bridge_disc()
    {
        SampleTree.Write(tool.Tree);
        var image = tool.Genisoimage("-udf", "-R");
        SampleTree.AssertSame(Disc.OpenAs(DiscFormat.Udf, image).Tree(), Disc.OpenAs(DiscFormat.Iso9660, image).Tree());
    }

    [Fact]
    public void Removes_the_version_number_of_plain_names()
    {
        Directory.CreateDirectory(tool.Tree);
        File.WriteAllText(tool.Tree + "/README", "r");
        File.WriteAllText(tool.Tree + "/ovf.xml", "x");
        var disc = Disc.Open(tool.Genisoimage());
        Assert.Equal("ISO 9660", disc.Description);
        Assert.Equal(["/OVF.XML", "/README"], disc.Tree().Keys);
        Assert.Equal("x"u8.ToArray(), disc.Read("ovf.xml"));
    }

    [Fact]
    public void Shows_relocated_directories_at_their_original_place()
    {
        var deep = "/a/b/c/d/e/f/g/h/i/j";
        Directory.CreateDirectory(tool.Tree + deep);
        File.WriteAllText(tool.Tree + deep + "/deep.txt", "deep");
        var disc = Disc.Open(tool.Genisoimage("-R"));
        Assert.Equal("deep"u8.ToArray(), disc.Read(deep + "/deep.txt"));
        Assert.Contains(deep + "/deep.txt", disc.Tree().Keys);
        Assert.DoesNotContain("/rr_moved/h/", disc.Tree().Keys);
    }

    [Fact]
    public void Reads_rock_ridge_names_that_continue_in_continuation_areas()
    {
        var name = string.Concat(Enumerable.Range(0, 25).Select(i => $"{i:d10}"));
        Directory.CreateDirectory(tool.Tree);
        File.WriteAllText($"{tool.Tree}/{name}", "x");
        Assert.Equal(["/" + name], Disc.Open(tool.Genisoimage("-R")).Tree().Keys);
        Assert.Equal(["/" + name], Disc.Open(tool.Xorriso("-R")).Tree().Keys);
    }

    [Fact]
    public void Finds_the_provisioning_file_in_few_reads()
    {
        SampleTree.Write(tool.Tree);
        foreach (var options in new[] { "-udf", "-J", "-R" })
        {
            var stream = new CountingStream(tool.Genisoimage(options, "-joliet-long"));
            Assert.NotEmpty(Disc.Open(stream).Read("ovf-env.xml"));
            Assert.InRange(stream.Reads, 2, 6);
            Assert.InRange(stream.BytesRead, 1, 128 * 1024);
        }
    }

    [Fact]
    public void Falls_back_to_ISO_9660_if_the_UDF_is_damaged()
    {
        var tree = SampleTree.Write(tool.Tree);
        var image = tool.Genisoimage("-udf", "-R");
        image[257 * 2048 + 20] ^= 1;
        var disc = Disc.Open(image);
        Assert.Equal(DiscFormat.Iso9660, disc.Format);
        Assert.True(disc.IsBridge);
        var note = Assert.Single(disc.Notes);
        Assert.Equal((257L, "File Set Descriptor", DiscErrorReason.CrcMismatch), (note.Sector, note.Structure, note.Reason));
        Assert.Equal($"ISO 9660 with Rock Ridge names, because the UDF of the same disc is damaged ({note})", disc.Choice);
        SampleTree.AssertSame(tree, disc.Tree());

        image[16 * 2048 + 80] ^= 1;
        var error = Disc.ErrorOf(image);
        Assert.Equal((257L, "File Set Descriptor"), (error.Sector, error.Structure));
        Assert.Contains("sector 16: Primary Volume Descriptor: the volume space size", error.Detail, StringComparison.Ordinal);
    }
}
