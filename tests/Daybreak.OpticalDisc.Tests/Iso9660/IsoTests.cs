using System.Buffers.Binary;
using System.Text;
using Daybreak.OpticalDisc.Tests.Making;

namespace Daybreak.OpticalDisc.Tests.Iso9660;

/// <summary>ISO 9660 has no checksums, so only bounds, both byte orders and types can be checked.</summary>
public sealed class IsoTests
{
    [Fact]
    public void Reads_a_file_of_several_sections_as_one_file()
    {
        var image = IsoImage.OfKind("plain");
        var first = IsoImage.Record(image, "PART1.BIN;1");
        var second = IsoImage.Record(image, "PART2.BIN;1");
        image[first + 25] |= 0x80;
        image[second + 33 + 4] = (byte)'1';
        Assert.Equal(Encoding.ASCII.GetBytes(new string('1', 2048) + "end"), Disc.Open(image).Read("sub/part1.bin"));
        Assert.DoesNotContain("/SUB/PART2.BIN", Disc.Open(image).Tree().Keys);

        image[second + 33 + 4] = (byte)'3';
        AssertError(image, "sub/part1.bin", DiscErrorReason.InvalidField, first, "\"PART1.BIN\" should continue, but another entry follows");
        image[second + 33 + 4] = (byte)'1';
        image[second + 25] |= 0x80;
        AssertError(image, "sub/part1.bin", DiscErrorReason.InvalidField, null, "\"PART1.BIN\" should continue, but the directory ends");
    }

    [Theory]
    [InlineData(6, 9, "the version is 9")]
    [InlineData(80, 1, "the volume space size is")]
    [InlineData(129, 1, "the logical block size is")]
    [InlineData(881, 7, "the file structure version is 7")]
    [InlineData(158, 0xEE, "the extent location is")]
    [InlineData(166, 0xEE, "the data length is")]
    [InlineData(181, 0, "the root directory record is not that of a directory")]
    public void Reports_invalid_fields_of_the_primary_volume_descriptor(int at, byte value, string words)
    {
        var image = IsoImage.OfKind("plain");
        image[IsoImage.Primary + at] = value;
        AssertError(image, "file.txt", DiscErrorReason.InvalidField, IsoImage.Primary, words, "Primary Volume Descriptor");
    }

    [Fact]
    public void Reports_invalid_descriptor_sets()
    {
        var image = IsoImage.OfKind("plain");
        image[IsoImage.Primary + 156] = 40;
        AssertError(image, "file.txt", DiscErrorReason.OutOfBounds, IsoImage.Primary, "the root directory record has 40 bytes", "Primary Volume Descriptor");

        image = IsoImage.OfKind("plain");
        IsoImage.PutBoth(image, IsoImage.Primary + 158, 1_000_000);
        AssertError(image, "file.txt", DiscErrorReason.OutOfBounds, null, "at block 1000000 exceed the volume");

        image = IsoImage.OfKind("plain");
        image[IsoImage.Primary] = 3;
        AssertError(image, "file.txt", DiscErrorReason.InvalidField, 17 * 2048, "no Primary Volume Descriptor precedes it", "Volume Descriptor Set Terminator");

        image = IsoImage.OfKind("plain");
        image.AsSpan(17 * 2048, 2048).Clear();
        AssertError(image, "file.txt", DiscErrorReason.WrongType, 17 * 2048, "the standard identifier is not CD001", "Volume Descriptor");

        image = IsoImage.OfKind("plain");
        image[17 * 2048] = 0;
        image.AsSpan(17 * 2048, 2048).CopyTo(image.AsSpan(18 * 2048));
        var error = Disc.ErrorOf(image, new DiscLimits { MaxVolumeDescriptors = 2 });
        Assert.Equal(DiscErrorReason.LimitExceeded, error.Reason);

        image = IsoImage.OfKind("Joliet");
        image[17 * 2048 + 80] ^= 1;
        AssertError(image, "file.txt", DiscErrorReason.InvalidField, 17 * 2048, "the volume space size", "Supplementary Volume Descriptor");
    }

    [Theory]
    [InlineData(0, 33, DiscErrorReason.OutOfBounds, "a record of 33 bytes is too short for a name")]
    [InlineData(2, 0xEE, DiscErrorReason.InvalidField, "the extent location is")]
    [InlineData(10, 0xEE, DiscErrorReason.InvalidField, "the data length is")]
    [InlineData(26, 1, DiscErrorReason.Unsupported, "interleaved")]
    [InlineData(27, 1, DiscErrorReason.Unsupported, "interleaved")]
    [InlineData(32, 0, DiscErrorReason.InvalidName, "the name is empty")]
    [InlineData(32, 200, DiscErrorReason.OutOfBounds, "is too short for a name of 200 bytes")]
    [InlineData(34, '/', DiscErrorReason.InvalidName, "the name contains a slash")]
    [InlineData(34, 0, DiscErrorReason.InvalidName, "the name contains a NUL")]
    public void Reports_invalid_fields_of_a_directory_record(int at, byte value, DiscErrorReason reason, string words)
    {
        var image = IsoImage.OfKind("plain");
        var record = IsoImage.Record(image, "FILE.TXT;1");
        image[record + at] = value;
        AssertError(image, "file.txt", reason, record, words);
    }

    [Fact]
    public void Reports_extents_outside_the_volume_or_the_image()
    {
        var image = IsoImage.OfKind("plain");
        var record = IsoImage.Record(image, "FILE.TXT;1");
        IsoImage.PutBoth(image, record + 2, 5000);
        AssertError(image, "file.txt", DiscErrorReason.OutOfBounds, record, "19 bytes at block 5000 exceed the volume");
        IsoImage.PutBoth(image, IsoImage.Primary + 80, 6000);
        AssertError(image, "file.txt", DiscErrorReason.Truncated, record, "19 bytes of content at sector 5000 exceed the image");
        IsoImage.PutBoth(image, record + 10, 17 << 20);
        IsoImage.PutBoth(image, IsoImage.Primary + 80, 60_000);
        AssertError(image, "file.txt", DiscErrorReason.LimitExceeded, record, "has 17825792 bytes; the limit is 16777216");
    }

    [Fact]
    public void Reports_a_record_that_crosses_a_sector()
    {
        var image = IsoImage.OfKind("plain");
        var record = IsoImage.Record(image, "FILE.TXT;1");
        // The root directory's length ends within the record.
        IsoImage.PutBoth(image, IsoImage.Primary + 166, (uint)(record % 2048 + 10));
        AssertError(image, "file.txt", DiscErrorReason.OutOfBounds, record, "exceeds its sector");
    }

    [Theory]
    [InlineData("NM", 2, 3, DiscErrorReason.OutOfBounds, "a system use entry of 3 bytes")]
    [InlineData("NM", 2, 255, DiscErrorReason.OutOfBounds, "a system use entry of 255 bytes")]
    [InlineData("NM", 2, 4, DiscErrorReason.OutOfBounds, "NM has 4 bytes, expected 5")]
    [InlineData("NM", 5, (byte)'/', DiscErrorReason.InvalidName, "the name contains a slash")]
    [InlineData("PX", 2, 5, DiscErrorReason.OutOfBounds, "PX has 5 bytes, expected 12")]
    [InlineData("PX", 4, 0xEE, DiscErrorReason.InvalidField, "the POSIX file mode is")]
    public void Reports_invalid_rock_ridge_entries(string signature, int at, byte value, DiscErrorReason reason, string words)
    {
        var image = IsoImage.OfKind("Rock Ridge");
        var record = IsoImage.Record(image, "FILE.TXT;1");
        image[IsoImage.Entry(image, record, signature) + at] = value;
        AssertError(image, "file.txt", reason, record, words);
    }

    [Fact]
    public void Reports_invalid_continuation_areas()
    {
        var image = IsoImage.OfKind("Rock Ridge");
        var record = IsoImage.Record(image, "XXXXXXXX.;1");
        var entry = IsoImage.Entry(image, record, "CE");
        var path = new string('x', 230);
        Assert.Equal("long"u8.ToArray(), Disc.Open(image).Read(path));

        Change(8, 1, DiscErrorReason.InvalidField, record, "the block of a continuation area is");
        Change(12, 2048, DiscErrorReason.OutOfBounds, record, "exceeds its block of 2048 bytes", both: true);
        Change(20, 2049, DiscErrorReason.OutOfBounds, record, "exceeds its block of 2048 bytes", both: true);
        Change(4, 100_000, DiscErrorReason.Truncated, 100_000 * 2048, "the image ends before this structure", both: true);

        // The continuation refers to itself.
        var loop = image.ToArray();
        var area = (int)BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(entry + 4)) * 2048 + (int)BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(entry + 12));
        image.AsSpan(entry, 28).CopyTo(loop.AsSpan(area));
        AssertError(loop, path, DiscErrorReason.LimitExceeded, area, "more than 16 continuation areas");

        void Change(int at, uint value, DiscErrorReason reason, long place, string words, bool both = false)
        {
            var changed = image.ToArray();
            if (both) IsoImage.PutBoth(changed, entry + at, value);
            else changed[entry + at] ^= (byte)value;
            var error = Disc.ErrorOfReading(changed, path);
            Assert.True(error.Reason == reason && error.Sector == place / 2048 && error.Detail.Contains(words, StringComparison.Ordinal), $"{error.Reason}: {error}");
        }
    }

    [Fact]
    public void Rejects_a_compressed_file()
    {
        var image = IsoImage.OfKind("Rock Ridge");
        var record = IsoImage.Record(image, "FILE.TXT;1");
        "ZF"u8.CopyTo(image.AsSpan(IsoImage.Entry(image, record, "TF")));
        AssertError(image, "file.txt", DiscErrorReason.Unsupported, record, "\"file.txt\" is compressed (zisofs)");
    }

    [Fact]
    public void Rejects_a_joliet_name_with_an_odd_number_of_bytes()
    {
        var image = IsoImage.OfKind("Joliet");
        var record = IsoImage.Record(image, Encoding.BigEndianUnicode.GetBytes("file.txt"));
        image[record + 32]--;
        AssertError(image, "file.txt", DiscErrorReason.InvalidName, record, "a Joliet name has 15 bytes");
    }

    /// <summary>A truncated image gives an error or the unchanged file.</summary>
    [Theory]
    [InlineData("plain")]
    [InlineData("Rock Ridge")]
    [InlineData("Joliet")]
    public void Returns_an_error_or_the_complete_file_for_a_truncated_image(string kind)
    {
        var image = IsoImage.OfKind(kind);
        var whole = 0;
        for (var length = 0; length < image.Length; length += 1024)
        {
            if (!OpticalDiscImage.TryOpen(new CountingStream(image.AsMemory(0, length)), null, out var disc, out _)
                || !disc.TryFind("file.txt", out var entry, out _)
                || !entry.TryReadAllBytes(1000, out var bytes, out _)) continue;
            Assert.Equal("content of the file"u8.ToArray(), bytes);
            whole++;
        }

        Assert.InRange(whole, 100, image.Length / 1024 - 40);
    }

    private static void AssertError(byte[] image, string path, DiscErrorReason reason, int? offset, string words, string? structure = null)
    {
        var error = Disc.ErrorOfReading(image, path);
        Assert.True(error.Reason == reason && error.Detail.Contains(words, StringComparison.Ordinal), $"{error.Reason}: {error}");
        if (offset is { } at) Assert.Equal(at / 2048, error.Sector);
        if (structure is not null) Assert.Equal(structure, error.Structure);
    }
}
