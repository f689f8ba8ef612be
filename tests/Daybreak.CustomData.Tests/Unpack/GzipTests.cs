using System.IO.Compression;
using System.Text;
using Daybreak.CustomData.Unpack;
using FsCheck.Fluent;
using FsCheck;

namespace Daybreak.CustomData.Tests.Unpack;

public class GzipTests
{
    [Fact]
    public void Whatever_NETs_gzip_packs_is_unpacked() =>
        Prop.ForAll<byte[], int>((data, repeats) =>
        {
            byte[] whole = [.. Enumerable.Repeat(data ?? [], Math.Abs(repeats % 50) + 1).SelectMany(piece => piece)];
            foreach (var level in (CompressionLevel[])[CompressionLevel.NoCompression, CompressionLevel.Fastest, CompressionLevel.SmallestSize])
            {
                // .NET packs nothing to nothing at all.
                if (whole.Length == 0) continue;
                Assert.Equal(whole, Gzip.TryUnpack(Packed.Gzip(whole, level), 1 << 20, out string? refusal));
                Assert.Null(refusal);
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void A_text_of_many_kinds_of_blocks_is_unpacked()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i * 7919 % 10007} line {i}\n")));
        Assert.Equal(text, Gzip.TryUnpack(Packed.Gzip(text, CompressionLevel.Optimal), 1 << 20, out _));
    }

    [Fact]
    public void Damaged_gzip_is_refused_and_never_hangs()
    {
        byte[] whole = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 400).Select(i => $"line {i}\n")));
        byte[] packed = Packed.Gzip(whole);
        for (int length = 2; length < packed.Length; length++) Assert.Null(Gzip.TryUnpack(packed[..length], 1 << 20, out _));
        var random = new Random(1);
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = [.. packed];
            damaged[10 + random.Next(packed.Length - 10)] ^= (byte)(1 << random.Next(8));
            // The last bits before the checksum may be anything; the content never.
            byte[]? unpacked = Gzip.TryUnpack(damaged, 1 << 20, out string? refusal);
            Assert.True(unpacked is null ? refusal is not null : unpacked.AsSpan().SequenceEqual(whole));
        }
    }

    [Fact]
    public void All_members_are_unpacked_in_linear_time()
    {
        byte[] member = Packed.Gzip(Encoding.ASCII.GetBytes(new string('a', 80))), text = Encoding.ASCII.GetBytes(new string('a', 80 * 50_000));
        byte[] members = [.. Enumerable.Repeat(member, 50_000).SelectMany(bytes => bytes)];

        var start = Environment.CpuUsage.TotalTime;
        Assert.Equal(text, Gzip.TryUnpack(members, Unpacker.SizeLimit, out _));

        // It takes less than a second. Copying what is already unpacked for each member takes twenty times that.
        Assert.InRange(Environment.CpuUsage.TotalTime - start, TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("00", 2)]
    [InlineData("0000000000000000000000000000000000000000", 2)]
    [InlineData("1f", 2)]
    [InlineData("67617262616765", 2)]
    [InlineData("1f8b", null)]
    [InlineData("1f8b08", null)]
    [InlineData("1f8b09000000000000000000", null)]
    public void What_follows_the_last_member_is_ignored_unless_it_begins_as_a_member(string hex, int? length) =>
        Assert.Equal(length, Gzip.TryUnpack([.. Packed.Gzip("hi"u8.ToArray()), .. Convert.FromHexString(hex)], 1 << 20, out _)?.Length);

    // As gzip(1) and Python write them: a name, a comment, an extra field, a header checksum (not verified).
    [Theory]
    [InlineData("1f8b0800000000000003", "", 2)]
    [InlineData("1f8b0801000000000003", "", 2)]
    [InlineData("1f8b0808000000000003", "6e616d6500", 2)]
    [InlineData("1f8b081c000000000003", "0100076e006300", 2)]
    [InlineData("1f8b0802000000000003", "0000", 2)]
    [InlineData("1f8b0804000000000003", "ffff", null)]
    [InlineData("1f8b0820000000000003", "", null)]
    [InlineData("1f8b0900000000000003", "", null)]
    public void Headers_are_read_as_RFC_1952_has_them(string header, string fields, int? length) =>
        Assert.Equal(length, Gzip.TryUnpack([.. Convert.FromHexString(header + fields), .. Packed.Gzip("hi"u8.ToArray())[10..]], 1 << 20, out _)?.Length);

    [Theory]
    [InlineData(0, "the compressed data is damaged at byte ")]
    [InlineData(1, "the compressed data ends too early")]
    [InlineData(2, "the gzip data ends too early")]
    [InlineData(3, "the checksum of the gzip data at byte ")]
    [InlineData(4, "the checksum of the gzip data at byte ")]
    public void Each_kind_of_damage_is_named(int kind, string sentence)
    {
        byte[] packed = Packed.Gzip("hi"u8.ToArray());
        if (kind == 0) packed[10] = 0xff;
        if (kind == 1) packed = packed[..12];
        if (kind == 2) packed = packed[..^1];
        if (kind == 3) packed[^8] ^= 1;
        if (kind == 4) packed[^1] ^= 1;
        foreach (byte[] data in (byte[][])[packed, [.. Packed.Gzip("first"u8.ToArray()), .. packed]])
        {
            Assert.Null(Gzip.TryUnpack(data, 1 << 20, out string? refusal));
            Assert.StartsWith(sentence, refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_limit_counts_all_members()
    {
        byte[] half = Packed.Gzip(new byte[1 << 19]), whole = [.. half, .. half];
        Assert.Equal(1 << 20, Gzip.TryUnpack(whole, 1 << 20, out _)?.Length);
        Assert.Null(Gzip.TryUnpack(whole, (1 << 20) - 1, out string? refusal));
        Assert.Equal("more than 1 MiB come out of the compressed data", refusal);
    }
}
