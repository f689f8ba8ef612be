using System.Buffers.Binary;
using Daybreak.OpticalDisc.Tests.Making;

namespace Daybreak.OpticalDisc.Tests.Udf;

/// <summary>For each structure and each kind of damage, the error names the sector, the structure and the reason.</summary>
public sealed class CorruptionTests
{
    private static readonly string Needed = "needed.bin";

    /// <summary>The structures on the path to the file, and whether a copy replaces a damaged one.</summary>
    public static TheoryData<string, string, bool> Structures() => new()
    {
        { "anchor 256", "Anchor Volume Descriptor Pointer", true },
        { "main Primary Volume Descriptor", "Primary Volume Descriptor", true },
        { "main Logical Volume Descriptor", "Logical Volume Descriptor", true },
        { "main Partition Descriptor", "Partition Descriptor", true },
        { "main Volume Descriptor Pointer", "Volume Descriptor Pointer", true },
        { "main Unallocated Space Descriptor", "Unallocated Space Descriptor", true },
        { "main Terminating Descriptor", "Terminating Descriptor", true },
        { "sparing table 0", "Sparing Table", true },
        { "File Set Descriptor", "File Set Descriptor", false },
        { "entry ", "File Entry", false },
        { "FID /0", "File Identifier Descriptor", false },
        { "entry needed.bin", "File Entry", false },
        { "Allocation Extent Descriptor needed.bin 0", "Allocation Extent Descriptor", false },
        { "Allocation Extent Descriptor needed.bin 1", "Allocation Extent Descriptor", false },
        { "Indirect Entry chained", "Indirect Entry", false },
    };

    [Theory]
    [MemberData(nameof(Structures))]
    public void Reports_a_damaged_tag(string where, string structure, bool hasCopy)
    {
        foreach (var sectorSize in new[] { 512, 2048 })
        {
            Check("checksum", DiscErrorReason.ChecksumMismatch, tag => tag[4] ^= 0x40);
            Check("CRC", DiscErrorReason.CrcMismatch, tag => tag[16] ^= 1);
            Check("recorded CRC", DiscErrorReason.CrcMismatch, tag =>
            {
                tag[9] ^= 0x80;
                UdfSealer.ResealHead(tag);
            });
            Check("location", DiscErrorReason.LocationMismatch, tag =>
            {
                tag[13] ^= 1;
                UdfSealer.ResealHead(tag);
            });
            Check("version", DiscErrorReason.InvalidField, tag =>
            {
                tag[2] = 9;
                UdfSealer.ResealHead(tag);
            });
            if (structure != "Unallocated Space Descriptor")
            {
                Check("length", DiscErrorReason.OutOfBounds, tag =>
                {
                    tag[11] = 0xFF;
                    UdfSealer.ResealHead(tag);
                });
            }

            void Check(string damage, DiscErrorReason reason, Action<byte[]> change)
            {
                var (image, offset) = Damage(sectorSize, where, change);
                AssertNamed($"{where}, {damage}", image, hasCopy, reason, offset / sectorSize, sectorSize, structure);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Structures))]
    public void Reports_an_unexpected_descriptor_type(string where, string structure, bool hasCopy)
    {
        // In the sequence, a descriptor of a type that is not allowed there is an error of the sequence.
        var named = where.StartsWith("main", StringComparison.Ordinal) ? "Volume Descriptor Sequence" : structure;
        var (image, offset) = Damage(2048, where, tag =>
        {
            BinaryPrimitives.WriteUInt16LittleEndian(tag, 264);
            UdfSealer.ResealHead(tag);
        });
        AssertNamed(where, image, hasCopy, DiscErrorReason.WrongType, offset / 2048, 2048, named);
    }

    /// <summary>Without the sequence, which a blank sector may end, and without a chain of entries, which a blank second block may end.</summary>
    [Theory]
    [InlineData("sparing table 0", "Sparing Table", true)]
    [InlineData("File Set Descriptor", "File Set Descriptor", false)]
    [InlineData("entry ", "File Entry", false)]
    [InlineData("FID /0", "File Identifier Descriptor", false)]
    [InlineData("entry needed.bin", "File Entry", false)]
    [InlineData("Allocation Extent Descriptor needed.bin 1", "Allocation Extent Descriptor", false)]
    public void Reports_a_blank_block(string where, string structure, bool hasCopy)
    {
        var (image, offset) = Damage(2048, where, tag => Array.Clear(tag));
        AssertNamed(where, image, hasCopy, DiscErrorReason.WrongType, offset / 2048, 2048, structure);
    }

    [Theory]
    [InlineData("main Primary Volume Descriptor", "it has no Primary Volume Descriptor")]
    [InlineData("main Logical Volume Descriptor", "it has no Logical Volume Descriptor")]
    [InlineData("main Partition Descriptor", "partition map 0 refers to partition 7, which has no Partition Descriptor")]
    public void Reports_the_missing_descriptor_of_a_sequence_that_ends_early(string where, string words)
    {
        var builder = new UdfBuilder();
        var image = builder.Build(Content());
        foreach (var copy in new[] { where, where.Replace("main", "reserve", StringComparison.Ordinal) })
            image.AsSpan(builder.Where[copy], 2048).Clear();
        var error = Disc.ErrorOf(image);
        Assert.Equal(DiscErrorReason.InvalidField, error.Reason);
        Assert.Contains(words, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_both_locations_if_both_sequences_are_damaged()
    {
        var builder = new UdfBuilder();
        var image = builder.Build(Content());
        image[builder.Where["main Partition Descriptor"] + 30] ^= 1;
        image[builder.Where["reserve Primary Volume Descriptor"] + 30] ^= 1;
        var error = Disc.ErrorOf(image);
        Assert.Equal((98L, "Partition Descriptor", DiscErrorReason.CrcMismatch), (error.Sector, error.Structure, error.Reason));
        Assert.Contains("the reserve sequence is damaged too (sector 112: Primary Volume Descriptor: CRC is 0x", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Includes_the_numbers_in_the_message()
    {
        var builder = new UdfBuilder();
        var image = builder.Build(Content());
        var at = builder.Where["File Set Descriptor"];
        var recorded = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(at + 8));
        image[at + 100] ^= 1;
        var computed = UdfSealer.Crc(image.AsSpan(at + 16, 496));
        Assert.Equal($"sector 272: File Set Descriptor: CRC is 0x{recorded:x4}, computed 0x{computed:x4} over 496 bytes", Disc.ErrorOf(image).ToString());
    }

    [Fact]
    public void Reports_the_first_anchor_if_there_is_none()
    {
        var error = Disc.ErrorOf(new UdfBuilder { Anchors = [] }.Build(Content()));
        Assert.Equal((256L, "Anchor Volume Descriptor Pointer", DiscErrorReason.WrongType), (error.Sector, error.Structure, error.Reason));
    }

    [Fact]
    public void Reports_a_missing_recognition_sequence_as_damage()
    {
        var image = new UdfBuilder().Build(Content());
        image.AsSpan(32768, 8192).Clear();
        Assert.Equal(
            "sector 16: Volume Recognition Sequence: it announces neither UDF nor ISO 9660, but there is an anchor for sectors of 2048 bytes",
            Disc.ErrorOf(image).ToString());
        Assert.Equal(Disc.Noise(20), Disc.OpenAs(DiscFormat.Udf, image).Read("small")[..20]);
        Assert.Equal(DiscErrorReason.NotRecognised, Disc.ErrorOf(new byte[1 << 20]).Reason);
        Assert.Equal(DiscErrorReason.NotRecognised, Disc.ErrorOf([]).Reason);
        Assert.Equal(DiscErrorReason.NotRecognised, Disc.ErrorOf(Disc.Noise(1 << 20)).Reason);
    }

    /// <summary>A truncated image gives an error or the unchanged file, never a shorter one.</summary>
    [Fact]
    public void Returns_an_error_or_the_complete_file_for_a_truncated_image()
    {
        var image = new UdfBuilder().Build(Content());
        var errors = 0;
        for (var sectors = 0; sectors < image.Length / 2048; sectors++)
        {
            foreach (var knowsItsLength in new[] { true, false })
            {
                var cut = image[..(sectors * 2048 + 1000)];
                var opened = OpticalDiscImage.TryOpen(new CountingStream(cut, knowsItsLength), null, out var disc, out var error);
                byte[]? bytes = null;
                if (opened && disc!.TryFind(Needed, out var entry, out error) && entry.TryReadAllBytes(1 << 20, out bytes, out error))
                    Assert.Equal(NeededContent, bytes);
                else errors++;
                Assert.True(bytes is null || error is null);
            }
        }

        Assert.InRange(errors, 2 * UdfBuilder.PartitionStart, 2 * UdfBuilder.PartitionStart + 400);
    }

    private static byte[] NeededContent => Disc.Noise(20 * 512);

    private static UdfFolder Content() => new("",
        new UdfFile("chained", [1]) { Replaces = [2, 3] },
        new UdfFile("small", Disc.Noise(20)),
        new UdfFile(Needed, NeededContent) { ExtentBlocks = 1, DescriptorsPerBlock = 2 });

    private static (byte[] Image, int Offset) Damage(int sectorSize, string where, Action<byte[]> change)
    {
        var sparable = where.StartsWith("sparing", StringComparison.Ordinal);
        var builder = new UdfBuilder
        {
            SectorSize = sectorSize,
            SplitSequence = where.Contains("Pointer", StringComparison.Ordinal) && where.StartsWith("main", StringComparison.Ordinal),
            Type2Map = sparable ? "*UDF Sparable Partition" : null,
        };
        // With sectors of 2048 bytes, the content must still need two continuations.
        var content = sectorSize == 512 ? Content() : Content() with
        {
            Items = [new UdfFile("chained", [1]) { Replaces = [2, 3] }, new UdfFile(Needed, Disc.Noise(20 * 2048)) { ExtentBlocks = 1, DescriptorsPerBlock = 2 }],
        };
        var image = builder.Build(content);
        var offset = builder.Where[where];
        var block = image.AsSpan(offset, Math.Min(sectorSize, image.Length - offset)).ToArray();
        change(block);
        block.CopyTo(image.AsSpan(offset));
        return (image, offset);
    }

    private static void AssertNamed(string what, byte[] image, bool hasCopy, DiscErrorReason reason, int sector, int sectorSize, string structure)
    {
        DiscError error;
        if (hasCopy)
        {
            var disc = Disc.Open(image);
            Assert.NotEmpty(disc.Read(Needed));
            error = Assert.Single(disc.Notes);
        }
        else
        {
            error = Disc.ErrorOfReading(image, structure == "Indirect Entry" ? "chained" : Needed);
        }

        Assert.True((error.Reason, error.Sector, error.SectorSize, error.Structure) == (reason, sector, sectorSize, structure),
            $"{what}: expected {reason} at sector {sector} of {sectorSize} in {structure}, got {error.Reason}: {error}");
    }
}
