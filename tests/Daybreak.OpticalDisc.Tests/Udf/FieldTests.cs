using System.Buffers.Binary;
using System.Text;
using Daybreak.OpticalDisc.Tests.Making;

namespace Daybreak.OpticalDisc.Tests.Udf;

/// <summary>Invalid fields with a correct CRC, as a hostile writer would create them.</summary>
public sealed class FieldTests
{
    /// <summary>Structure, offset in it, value, size of the value: reason and words of the error.</summary>
    public static TheoryData<string, int, ulong, int, DiscErrorReason, string> Fields() => new()
    {
        { "main Logical Volume Descriptor", 212, 4096, 4, DiscErrorReason.InvalidField, "logical block size is 4096, but the sector size is 2048" },
        { "main Logical Volume Descriptor", 217, 'X', 1, DiscErrorReason.Unsupported, "the domain is \"XOSTA UDF Compliant\"" },
        { "main Logical Volume Descriptor", 264, 5000, 4, DiscErrorReason.OutOfBounds, "the partition maps have 5000 bytes" },
        { "main Logical Volume Descriptor", 268, 0, 4, DiscErrorReason.InvalidField, "0 partition maps" },
        { "main Logical Volume Descriptor", 268, uint.MaxValue, 4, DiscErrorReason.InvalidField, "4294967295 partition maps in 6 bytes" },
        { "main Logical Volume Descriptor", 441, 7, 1, DiscErrorReason.OutOfBounds, "partition map 0 exceeds" },
        { "main Logical Volume Descriptor", 440, 3, 1, DiscErrorReason.InvalidField, "partition map 0 has type 3" },
        { "main Logical Volume Descriptor", 444, 8, 2, DiscErrorReason.InvalidField, "refers to partition 8, which has no Partition Descriptor" },
        { "main Logical Volume Descriptor", 252, 900, 4, DiscErrorReason.OutOfBounds, "1 blocks at block 900, but partition 0 has 800" },
        { "main Logical Volume Descriptor", 256, 1, 2, DiscErrorReason.OutOfBounds, "partition 1, but the volume has 1" },
        { "main Logical Volume Descriptor", 248, 0, 4, DiscErrorReason.InvalidField, "no recorded file set" },
        { "main Partition Descriptor", 26, 'X', 1, DiscErrorReason.Unsupported, "the contents are \"+XSR02\"" },
        { "main Partition Descriptor", 192, 0, 4, DiscErrorReason.OutOfBounds, "the partition has 0 sectors" },
        { "main Partition Descriptor", 188, uint.MaxValue, 4, DiscErrorReason.OutOfBounds, "800 sectors from sector 4294967295" },
        { "File Set Descriptor", 48, 1, 1, DiscErrorReason.Unsupported, "the character set is 1" },
        { "File Set Descriptor", 400, 0, 4, DiscErrorReason.InvalidField, "no root directory" },
        { "File Set Descriptor", 404, 800, 4, DiscErrorReason.OutOfBounds, "1 blocks at block 800" },
        { "entry file", 20, 1, 2, DiscErrorReason.Unsupported, "ICB strategy is 1" },
        { "entry file", 34, 2, 2, DiscErrorReason.Unsupported, "extended allocation descriptors" },
        { "entry file", 34, 5, 2, DiscErrorReason.InvalidField, "the form of allocation is 5" },
        { "entry file", 34, 3, 2, DiscErrorReason.OutOfBounds, "5000 bytes should be embedded, but there are 24" },
        { "entry file", 27, 4, 1, DiscErrorReason.NotAFile, "is a directory" },
        { "entry file", 56, ulong.MaxValue, 8, DiscErrorReason.InvalidField, "the information length is 18446744073709551615" },
        { "entry file", 56, 1UL << 40, 8, DiscErrorReason.LimitExceeded, "has 1099511627776 bytes; the limit is 16777216" },
        { "entry file", 56, 6145, 8, DiscErrorReason.OutOfBounds, "the length is 6145 bytes, but the extents have only 5000" },
        { "entry file", 168, uint.MaxValue, 4, DiscErrorReason.OutOfBounds, "4294967295 bytes of extended attributes" },
        { "entry file", 172, 1873, 4, DiscErrorReason.OutOfBounds, "1873 of allocation descriptors exceed the 1872 bytes of the block" },
        { "entry file", 172, 20, 4, DiscErrorReason.OutOfBounds, "4 bytes remain for an allocation descriptor of 8" },
        { "entry file", 176, 2047, 4, DiscErrorReason.InvalidField, "an extent that is not the last ends within a block" },
        { "entry file", 180, 800, 4, DiscErrorReason.OutOfBounds, "1 blocks at block 800, but partition 0 has 800" },
        { "entry file", 176, 0x3FFF_F800, 4, DiscErrorReason.OutOfBounds, "524287 blocks at block" },
        { "entry file", 176, 0, 4, DiscErrorReason.OutOfBounds, "the length is 5000 bytes, but the extents have only 0" },
        { "entry folder", 27, 5, 1, DiscErrorReason.InvalidField, "but a directory according to its parent" },
        { "FID folder/40", 38, 9, 1, DiscErrorReason.InvalidName, "compression identifier is 9" },
        { "FID folder/40", 38, 16, 1, DiscErrorReason.InvalidName, "5 bytes, an odd number" },
        { "FID folder/40", 40, '/', 1, DiscErrorReason.InvalidName, "contains a slash" },
        { "FID folder/40", 40, 0, 1, DiscErrorReason.InvalidName, "contains a NUL" },
        { "FID folder/40", 20, 0, 4, DiscErrorReason.InvalidField, "has no recorded file entry" },
        { "FID folder/40", 24, 5000, 4, DiscErrorReason.OutOfBounds, "1 blocks at block 5000" },
        { "FID folder/40", 28, 3, 2, DiscErrorReason.OutOfBounds, "partition 3, but the volume has 1" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void Reports_an_invalid_field_with_its_location(string where, int at, ulong value, int size, DiscErrorReason reason, string words)
    {
        var builder = new UdfBuilder();
        var image = builder.Build(new UdfFolder("",
            new UdfFile("file", Disc.Noise(5000)) { ExtentBlocks = 1 },
            new UdfFolder("folder", new UdfFile("inner", [1]))));
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        foreach (var copy in new[] { where, where.Replace("main ", "reserve ", StringComparison.Ordinal) }.Distinct())
        {
            var offset = builder.Where[copy];
            bytes.AsSpan(0, size).CopyTo(image.AsSpan(offset + at));
            // Changed lengths may be outside the bytes that the CRC covered.
            UdfSealer.Reseal(image.AsSpan(offset, Math.Min(2048, image.Length - offset)));
        }

        var inFolder = where.Contains("folder", StringComparison.Ordinal);
        var error = Disc.ErrorOfReading(image, inFolder ? "folder/inner" : "file");
        Assert.True(error.Reason == reason && error.Detail.Contains(words, StringComparison.Ordinal), $"{error.Reason}: {error}");
        Assert.Equal(builder.Where[where] / 2048, error.Sector);
    }

    [Theory]
    [InlineData("*UDF Virtual Partition")]
    [InlineData("*UDF Metadata Partition")]
    [InlineData("*Unknown Partition")]
    public void Reports_partitions_of_other_types_as_unsupported(string type)
    {
        var error = Disc.ErrorOf(new UdfBuilder { Type2Map = type }.Build(new UdfFolder("")));
        Assert.Equal((DiscErrorReason.Unsupported, 97L, "Logical Volume Descriptor"), (error.Reason, error.Sector, error.Structure));
        Assert.Contains($"\"{type}\"", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_a_label_that_cannot_be_decoded()
    {
        var builder = new UdfBuilder();
        var image = builder.Build(new UdfFolder("", new UdfFile("a", [1])));
        var at = builder.Where["main Logical Volume Descriptor"];
        image[at + 84 + 127] = 200;
        UdfSealer.Reseal(image.AsSpan(at, 2048));
        var disc = Disc.Open(image);
        Assert.Equal("", disc.VolumeLabel);
        Assert.Equal((DiscErrorReason.InvalidName, 97L), (Assert.Single(disc.Notes).Reason, disc.Notes[0].Sector));
        Assert.Equal([1], disc.Read("a"));
    }

    [Fact]
    public void Reports_the_entry_in_which_a_directory_ends()
    {
        var builder = new UdfBuilder();
        var image = builder.Build(new UdfFolder("", new UdfFolder("folder", new UdfFile("inner", [1]))));
        var at = builder.Where["entry folder"];
        image[at + 56]--;
        UdfSealer.Reseal(image.AsSpan(at, 2048));
        var error = Disc.ErrorOfReading(image, "folder/inner");
        Assert.Equal((DiscErrorReason.OutOfBounds, "File Identifier Descriptor"), (error.Reason, error.Structure));
        Assert.Equal("44 bytes at byte 40 exceed the length of 83 bytes", error.Detail);
        Assert.Equal(builder.Where["FID folder/40"] / 2048, error.Sector);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../../etc/passwd")]
    public void Rejects_a_name_that_could_refer_to_another_directory(string name)
    {
        var disc = Disc.ErrorOf(new UdfBuilder().Build(new UdfFolder("", new UdfFile(name, Encoding.ASCII.GetBytes("root")))));
        Assert.Equal((DiscErrorReason.InvalidName, "File Identifier Descriptor"), (disc.Reason, disc.Structure));
    }
}
