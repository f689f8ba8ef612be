using System.Text;
using Daybreak.Simulator.Discs;

namespace Daybreak.Simulator.Tests.Discs;

public sealed class DiscImageTests : IDisposable
{
    private const string Label = "rd_rdfe_stable.260102-0000";
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    private static DiscImage Create(DiscFormat format, params DiscFile[] files) => DiscImage.Create(new DiscContent(Label, Time, files), format);

    private static DiscFile Random(string name, int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return new DiscFile(name, bytes);
    }

    private string Save(DiscImage image)
    {
        File.WriteAllBytes(_file, image.Bytes.ToArray());
        return _file;
    }

    [Theory]
    [InlineData(DiscFormat.Udf)]
    [InlineData(DiscFormat.Bridge)]
    public void All_structures_are_valid_and_all_files_are_readable(DiscFormat format)
    {
        DiscFile[] files = [Random("ovf-env.xml", 3000), Random("empty", 0), Random("one", 1), Random("sector", 2048), Random("more", 2049), Random("CustomData.bin", 65_536)];
        var image = Create(format, files);

        var walk = new UdfWalk(image.Bytes);
        walk.Walk();

        Assert.Equal("UDF Volume", walk.VolumeIdentifier);
        Assert.Equal(Label, walk.Label);
        Assert.Equal(files.Select(file => file.Name), walk.Files.Keys);
        Assert.All(files, file => Assert.Equal(file.Content.ToArray(), walk.Files[file.Name]));
    }

    [Fact]
    public void Supports_names_outside_of_Latin_1()
    {
        var walk = new UdfWalk(Create(DiscFormat.Udf, Random("größe", 5), Random("数据", 6)).Bytes);
        walk.Walk();

        Assert.Equal(["größe", "数据"], walk.Files.Keys);
    }

    [Theory]
    [InlineData(DiscFormat.Udf, 3)]
    [InlineData(DiscFormat.Bridge, 6)]
    public void Udfinfo_accepts_the_image(DiscFormat format, int recognitionBlocks)
    {
        var info = Tools.Run("udftools", "udfinfo", "", Save(Create(format, Random("ovf-env.xml", 3000), Random("CustomData.bin", 70_000))));

        var lines = info.Split('\n');
        Assert.Contains($"label={Label}", lines);
        Assert.Contains("vid=UDF Volume", lines);
        Assert.Contains("udfrev=1.02", lines);
        Assert.Contains("integrity=closed", lines);
        Assert.Contains("accesstype=readonly", lines);
        Assert.Contains("numfiles=2", lines);
        Assert.Contains("numdirs=1", lines);
        Assert.Contains($"start=16, blocks={recognitionBlocks}, type=VRS", lines);
        Assert.DoesNotContain(lines, line => line.Contains("Warning", StringComparison.Ordinal) || line.Contains("Error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DiscFormat.Udf, "udf")]
    [InlineData(DiscFormat.Bridge, "udf")]
    [InlineData(DiscFormat.Iso9660, "iso9660")]
    public void Blkid_detects_type_and_label(DiscFormat format, string type)
    {
        var info = Tools.Run("util-linux", "blkid", "", "-p", Save(Create(format, Random("ovf-env.xml", 3000))));

        Assert.Contains($" TYPE=\"{type}\"", info);
        Assert.Contains($" LABEL=\"{Label}\"", info);
    }

    [Theory]
    [InlineData(DiscFormat.Bridge)]
    [InlineData(DiscFormat.Iso9660)]
    public void Isoinfo_lists_and_extracts_files(DiscFormat format)
    {
        var text = string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i}\n"));
        var file = Save(Create(format, new DiscFile("ovf-env.xml", Encoding.ASCII.GetBytes(text)), Random("CustomData.bin", 10)));

        Assert.Contains($"Volume id: {Label}", Tools.Run("genisoimage", "isoinfo", "", "-d", "-i", file));
        var joliet = Tools.Run("genisoimage", "isoinfo", "", "-f", "-J", "-i", file);
        Assert.Equal(["/CustomData.bin;1", "/ovf-env.xml;1"], joliet.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        Assert.Equal(text, Tools.Run("genisoimage", "isoinfo", "", "-J", "-x", "/ovf-env.xml;1", "-i", file));
        Assert.Equal(text, Tools.Run("genisoimage", "isoinfo", "", "-x", "/OVF_ENV.XML;1", "-i", file));
    }

    [Fact]
    public void Image_contains_only_the_requested_file_system()
    {
        Assert.NotEqual(0, Tools.TryRun("udftools", "udfinfo", "", Save(Create(DiscFormat.Iso9660, Random("a", 1)))).Status);
        Assert.Contains("NOT in ISO 9660 format", Tools.TryRun("genisoimage", "isoinfo", "", "-d", "-i", Save(Create(DiscFormat.Udf, Random("a", 1)))).Output);
    }

    [Fact]
    public void Xorriso_accepts_the_ISO_9660_tree()
    {
        var report = Tools.Run("xorriso", "xorriso", "", "-indev", Save(Create(DiscFormat.Iso9660, Random("ovf-env.xml", 3000))), "-check_media", "--", "-ls", "/");

        Assert.Contains("ovf-env.xml", report, StringComparison.OrdinalIgnoreCase);
    }
}
