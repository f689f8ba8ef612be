using System.Buffers.Binary;
using Daybreak.OpticalDisc.Tests.Making;

namespace Daybreak.OpticalDisc.Tests.Udf;

/// <summary>For each structure, each kind of damage: the error names the sector, the structure and the reason.</summary>
public sealed class CorruptionTests
{
    private static readonly string Needed = "needed.bin";

    /// <summary>Structures on the way to the file, and whether another copy stands in for them.</summary>
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
    public void A_damaged_tag_is_named(string where, string structure, bool hasCopy)
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
    public void Another_type_is_named(string where, string structure, bool hasCopy)
    {
        // In the sequence, a descriptor of a type that does not belong there is a damaged sequence, whatever it was before.
        var named = where.StartsWith("main", StringComparison.Ordinal) ? "Volume Descriptor Sequence" : structure;
        var (image, offset) = Damage(2048, where, tag =>
        {
            BinaryPrimitives.WriteUInt16LittleEndian(tag, 264);
            UdfSealer.ResealHead(tag);
        });
        AssertNamed(where, image, hasCopy, DiscErrorReason.WrongType, offset / 2048, 2048, named);
    }

    /// <summary>Not among them: a blank sector may end a sequence, and a blank second block a chain of entries.</summary>
    [Theory]
    [InlineData("sparing table 0", "Sparing Table", true)]
    [InlineData("File Set Descriptor", "File Set Descriptor", false)]
    [InlineData("entry ", "File Entry", false)]
    [InlineData("FID /0", "File Identifier Descriptor", false)]
    [InlineData("entry needed.bin", "File Entry", false)]
    [InlineData("Allocation Extent Descriptor needed.bin 1", "Allocation Extent Descriptor", false)]
    public void A_blank_block_is_named(string where, string structure, bool hasCopy)
    {
        var (image, offset) = Damage(2048, where, tag => Array.Clear(tag));
        AssertNamed(where, image, hasCopy, DiscErrorReason.WrongType, offset / 2048, 2048, structure);
    }

    [Theory]
    [InlineData("main Primary Volume Descriptor", "it has no Primary Volume Descriptor")]
    [InlineData("main Logical Volume Descriptor", "it has no Logical Volume Descriptor")]
    [InlineData("main Partition Descriptor", "partition map 0 names partition 7, which has no Partition Descriptor")]
    public void A_sequence_that_ends_early_says_what_it_lacks(string where, string words)
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
    public void When_both_sequences_are_damaged_both_places_are_named()
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
    public void The_sentence_has_the_numbers()
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
    public void Without_any_anchor_the_first_is_named()
    {
        var error = Disc.ErrorOf(new UdfBuilder { Anchors = [] }.Build(Content()));
        Assert.Equal((256L, "Anchor Volume Descriptor Pointer", DiscErrorReason.WrongType), (error.Sector, error.Structure, error.Reason));
    }

    [Fact]
    public void A_lost_recognition_sequence_is_not_a_foreign_disc()
    {
        var image = new UdfBuilder().Build(Content());
        image.AsSpan(32768, 8192).Clear();
        Assert.Equal(
            "sector 16: Volume Recognition Sequence: it names neither UDF nor ISO 9660, though an anchor for sectors of 2048 bytes is there",
            Disc.ErrorOf(image).ToString());
        Assert.Equal(Disc.Noise(20), Disc.OpenAs(DiscFormat.Udf, image).Read("small")[..20]);
        Assert.Equal(DiscErrorReason.NotRecognised, Disc.ErrorOf(new byte[1 << 20]).Reason);
        Assert.Equal(DiscErrorReason.NotRecognised, Disc.ErrorOf([]).Reason);
        Assert.Equal(DiscErrorReason.NotRecognised, Disc.ErrorOf(Disc.Noise(1 << 20)).Reason);
    }

    /// <summary>A cut anywhere is an error or leaves the file as it was, never a shorter file.</summary>
    [Fact]
    public void A_cut_image_is_an_error_or_whole()
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
        // At 2048 bytes a sector the content must still be long enough for two continuations.
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
