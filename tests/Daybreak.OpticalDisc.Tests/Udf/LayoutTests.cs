using System.Text;
using Daybreak.OpticalDisc.Tests.Making;

namespace Daybreak.OpticalDisc.Tests.Udf;

/// <summary>All layouts of files in UDF, with each revision and sector size.</summary>
public sealed class LayoutTests
{
    public static TheoryData<int, ushort, bool> Volumes()
    {
        var volumes = new TheoryData<int, ushort, bool>();
        foreach (var size in new[] { 512, 1024, 2048, 4096 })
        {
            foreach (ushort revision in new[] { 0x102, 0x150, 0x200, 0x201 })
            {
                volumes.Add(size, revision, false);
                if (revision >= 0x200) volumes.Add(size, revision, true);
            }
        }

        return volumes;
    }

    [Theory]
    [MemberData(nameof(Volumes))]
    public void Reads_files_of_every_form_of_allocation(int sectorSize, ushort revision, bool extendedEntries)
    {
        var holes = Disc.Noise(20 * sectorSize + 17);
        Array.Clear(holes, 4 * sectorSize, 4 * sectorSize);
        Array.Clear(holes, 12 * sectorSize, 4 * sectorSize);
        UdfFile[] files =
        [
            new("short.bin", Disc.Noise(3 * sectorSize + 5, 2)),
            new("long.bin", Disc.Noise(3 * sectorSize, 3)) { Form = Form.Long },
            new("embedded.xml", Encoding.UTF8.GetBytes("<Environment/>")) { Form = Form.Embedded, AttributeBytes = 40 },
            new("empty", []),
            new("empty embedded", []) { Form = Form.Embedded },
            new("pieces.bin", Disc.Noise(30 * sectorSize - 1, 4)) { ExtentBlocks = 1, DescriptorsPerBlock = 4 },
            new("long pieces.bin", Disc.Noise(30 * sectorSize + 1, 5)) { Form = Form.Long, ExtentBlocks = 2, DescriptorsPerBlock = 3 },
            new("holes.bin", holes) { ExtentBlocks = 4, Holes = [1, 3], Form = Form.Long },
            new("attributes.bin", Disc.Noise(100, 6)) { AttributeBytes = 64 },
        ];
        var builder = new UdfBuilder { SectorSize = sectorSize, Revision = revision, ExtendedEntries = extendedEntries };
        var disc = Disc.Open(builder.Build(new UdfFolder("", [.. files])));

        Assert.Equal(DiscFormat.Udf, disc.Format);
        Assert.Equal($"UDF {revision >> 8}.{revision & 0xFF:x2}", disc.Description);
        Assert.Equal(sectorSize, disc.SectorSize);
        Assert.Equal("rd_rdfe_stable.0001", disc.VolumeLabel);
        Assert.Equal("UDF Volume", disc.VolumeIdentifier);
        Assert.False(disc.IsBridge);
        Assert.Empty(disc.Notes);
        foreach (var file in files) Assert.Equal(file.Content, disc.Read(file.Name));
        Assert.Equal(files.Length, disc.Tree().Count);
    }

    [Theory]
    [InlineData(Form.Embedded, 1000)]
    [InlineData(Form.Short, 1000)]
    [InlineData(Form.Long, 1)]
    public void Reads_directories_of_every_form_and_across_blocks(Form form, int extentBlocks)
    {
        var count = form == Form.Embedded ? 8 : 90;
        UdfItem[] files = [.. Enumerable.Range(0, count).Select(i => new UdfFile($"file with a name of some length {i}", Disc.Noise(i, i)) { Form = Form.Embedded })];
        var folder = new UdfFolder("inner", files) { Form = form, ExtentBlocks = extentBlocks, ImplementationUseBytes = 7, Deleted = "gone" };
        foreach (var sectorSize in new[] { 512, 2048 })
        {
            if (sectorSize == 512 && form == Form.Embedded) continue;
            var disc = Disc.Open(new UdfBuilder { SectorSize = sectorSize }.Build(new UdfFolder("", folder)));
            var tree = disc.Tree();
            Assert.Equal(count + 1, tree.Count);
            for (var i = 0; i < count; i++) Assert.Equal(Disc.Noise(i, i), tree[$"/inner/file with a name of some length {i}"]);
        }
    }

    [Fact]
    public void Decodes_names_of_8_and_16_bits()
    {
        var disc = Disc.Open(new UdfBuilder().Build(new UdfFolder("",
            new UdfFile("na\u00efve caf\u00e9", [1]),
            new UdfFile("\u6f22\u5b57\u304b\u306a.txt", [2]),
            new UdfFile("\ud83d\udcbf", [3]),
            new UdfFile("wide", [4]) { WideName = true })));
        Assert.Equal(["na\u00efve caf\u00e9", "\u6f22\u5b57\u304b\u306a.txt", "\ud83d\udcbf", "wide"], Names(disc.Root));
        Assert.Equal([2], disc.Read("\u6f22\u5b57\u304b\u306a.txt"));
        Assert.Equal([1], disc.Read("NA\u00cfVE CAF\u00c9"));
    }

    [Fact]
    public void Prefers_an_exact_match_of_a_name()
    {
        var disc = Disc.Open(new UdfBuilder().Build(new UdfFolder("", new UdfFile("OVF-ENV.XML", [1]), new UdfFile("ovf-env.xml", [2]))));
        Assert.Equal([2], disc.Read("ovf-env.xml"));
        Assert.Equal([1], disc.Read("OVF-ENV.XML"));
        Assert.Equal([1], disc.Read("Ovf-Env.Xml"));
        Assert.False(disc.TryFind("Ovf-Env.Xml", out _, out var error, DiscNameMatch.Exact));
        Assert.Equal(DiscErrorReason.NotFound, error.Reason);
        Assert.Equal("Directory: \"/\" has no entry \"Ovf-Env.Xml\"", error.ToString());
    }

    [Fact]
    public void Uses_the_newest_entry_of_a_chain()
    {
        var disc = Disc.Open(new UdfBuilder().Build(new UdfFolder("", new UdfFile("log", [9, 9, 9]) { Replaces = [1, 2] })));
        Assert.Equal([9, 9, 9], disc.Read("log"));
    }

    [Theory]
    [InlineData(512)]
    [InlineData(2048)]
    public void Reads_relocated_packets_from_the_spare_area(int sectorSize)
    {
        var content = Disc.Noise(40 * sectorSize, 8);
        var builder = new UdfBuilder { SectorSize = sectorSize, Revision = 0x150, Type2Map = "*UDF Sparable Partition", MovedPackets = [0, 16, 32] };
        var disc = Disc.Open(builder.Build(new UdfFolder("", new UdfFile("moved.bin", content), new UdfFile("small", [5]))));
        Assert.Equal(content, disc.Read("moved.bin"));
        Assert.Equal([5], disc.Read("small"));
    }

    [Theory]
    [InlineData(new[] { 256 })]
    [InlineData(new[] { -1 })]
    [InlineData(new[] { -257 })]
    public void Opens_a_disc_with_one_anchor(int[] anchors)
    {
        foreach (var sectorSize in new[] { 512, 2048 })
        {
            var image = new UdfBuilder { SectorSize = sectorSize, Anchors = anchors }.Build(new UdfFolder("", new UdfFile("a", [1])));
            foreach (var knowsItsLength in new[] { true, false })
            {
                var disc = Disc.Open(new CountingStream(image, knowsItsLength));
                Assert.Equal([1], disc.Read("a"));
                if (anchors[0] == 256) Assert.Empty(disc.Notes);
                else Assert.Equal((256L, "Anchor Volume Descriptor Pointer"), (Assert.Single(disc.Notes).Sector!.Value, disc.Notes[0].Structure));
            }
        }
    }

    [Fact]
    public void Follows_a_volume_descriptor_pointer()
    {
        var disc = Disc.Open(new UdfBuilder { SplitSequence = true }.Build(new UdfFolder("", new UdfFile("a", [1]))));
        Assert.Empty(disc.Notes);
        Assert.Equal([1], disc.Read("a"));
    }

    [Theory]
    [InlineData(0, "UDF Volume")]
    [InlineData(9, "Newer")]
    public void Uses_the_descriptor_with_the_highest_sequence_number(byte number, string expected)
    {
        var builder = new UdfBuilder();
        var image = builder.Build(new UdfFolder("", new UdfFile("a", [1])));
        // A second Primary Volume Descriptor replaces a descriptor that is not needed.
        var at = builder.Where["main Unallocated Space Descriptor"];
        var block = image.AsSpan(at, 2048);
        image.AsSpan(builder.Where["main Primary Volume Descriptor"], 2048).CopyTo(block);
        block[16] = number;
        "Newer"u8.CopyTo(block[25..]);
        block[24 + 31] = 6;
        UdfSealer.Seal(block, 1, (uint)(at / 2048), 496);
        Assert.Equal(expected, Disc.Open(image).VolumeIdentifier);
    }

    [Fact]
    public void Rejects_links_and_devices_as_files()
    {
        var disc = Disc.Open(new UdfBuilder().Build(new UdfFolder("", new UdfFile("link", [1]) { FileType = 12 }, new UdfFile("real-time", [2]) { FileType = 249 })));
        Assert.True(disc.TryFind("link", out var link, out _));
        Assert.False(link.TryOpen(out _, out var error));
        Assert.Equal(DiscErrorReason.NotAFile, error.Reason);
        Assert.Contains("\"link\" is a symbolic link", error.Detail, StringComparison.Ordinal);
        Assert.Equal([2], disc.Read("real-time"));
        Assert.False(disc.Root.TryOpen(out _, out error));
        Assert.Equal(DiscErrorReason.NotAFile, error.Reason);
        Assert.False(link.TryList(out _, out error));
        Assert.Equal(DiscErrorReason.NotADirectory, error.Reason);
    }

    private static string[] Names(DiscEntry directory)
    {
        Assert.True(directory.TryList(out var entries, out var error), error?.ToString());
        return [.. entries.Select(entry => entry.Name)];
    }
}
