using Daybreak.OpticalDisc.Tests.Making;

namespace Daybreak.OpticalDisc.Tests.RealDiscs;

/// <summary>Discs written by libisofs.</summary>
public sealed class XorrisoTests : IDisposable
{
    private readonly DiscTool tool = new();

    public void Dispose() => tool.Dispose();

    [Theory]
    [InlineData("-R", "ISO 9660 with Rock Ridge names")]
    [InlineData("-J -R", "ISO 9660 with Rock Ridge names")]
    public void Reads_the_complete_tree_with_rock_ridge_names(string options, string description)
    {
        var tree = SampleTree.Write(tool.Tree, links: true);
        var disc = Disc.Open(tool.Xorriso([.. options.Split(' '), "-V", "LABEL"]));
        Assert.Equal((description, "LABEL"), (disc.Description, disc.VolumeLabel));
        SampleTree.AssertSame(tree, disc.Tree());
    }

    [Fact]
    public void Reads_the_complete_tree_with_joliet_names()
    {
        var tree = SampleTree.Write(tool.Tree);
        var disc = Disc.Open(tool.Xorriso("-J", "-joliet-long", "--norock"));
        Assert.Equal("ISO 9660 with Joliet names", disc.Description);
        SampleTree.AssertSame(tree, disc.Tree());
    }
}
