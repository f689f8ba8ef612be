using System.IO.Compression;
using System.Text;
using Daybreak.CustomData.Unpack;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.CustomData.Tests.Unpack;

public class GzipTests
{
    [Fact]
    public void Unpacks_what_the_gzip_of_NET_packs() =>
        Prop.ForAll<byte[], int>((data, repeats) =>
        {
            byte[] whole = [.. Enumerable.Repeat(data ?? [], Math.Abs(repeats % 50) + 1).SelectMany(piece => piece)];
            foreach (var level in (CompressionLevel[])[CompressionLevel.NoCompression, CompressionLevel.Fastest, CompressionLevel.SmallestSize])
            {
                // .NET packs nothing to nothing at all.
                if (whole.Length == 0) continue;
                Assert.Equal(whole, Gzip.Unpack(Packed.Gzip(whole, level), 1 << 20).Value);
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Unpacks_a_text_with_many_kinds_of_blocks()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i * 7919 % 10007} line {i}\n")));
        Assert.Equal(text, Gzip.Unpack(Packed.Gzip(text, CompressionLevel.Optimal), 1 << 20).Value);
    }

    [Fact]
    public void Rejects_damaged_gzip_and_never_hangs()
    {
        byte[] whole = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 400).Select(i => $"line {i}\n")));
        byte[] packed = Packed.Gzip(whole);
        for (int length = 2; length < packed.Length; length++) Assert.Null(Gzip.Unpack(packed[..length], 1 << 20).Value);
        var random = new Random(1);
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = [.. packed];
            damaged[10 + random.Next(packed.Length - 10)] ^= (byte)(1 << random.Next(8));
            // The last bits before the checksum may be anything; the content never.
            var (unpacked, failure) = Gzip.Unpack(damaged, 1 << 20);
            Assert.True(unpacked is null ? failure is not null : unpacked.AsSpan().SequenceEqual(whole));
        }
    }

    [Fact]
    public void Unpacks_all_members_in_linear_time()
    {
        byte[] member = Packed.Gzip(Encoding.ASCII.GetBytes(new string('a', 80))), text = Encoding.ASCII.GetBytes(new string('a', 80 * 50_000));
        byte[] members = [.. Enumerable.Repeat(member, 50_000).SelectMany(bytes => bytes)];

        var start = Environment.CpuUsage.TotalTime;
        Assert.Equal(text, Gzip.Unpack(members, Unpacker.SizeLimit).Value);

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
    public void Ignores_data_after_the_last_member_unless_it_begins_as_a_member(string hex, int? length) =>
        Assert.Equal(length, Gzip.Unpack([.. Packed.Gzip("hi"u8.ToArray()), .. Convert.FromHexString(hex)], 1 << 20).Value?.Length);

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
    public void Reads_the_headers_of_RFC_1952(string header, string fields, int? length) =>
        Assert.Equal(length, Gzip.Unpack([.. Convert.FromHexString(header + fields), .. Packed.Gzip("hi"u8.ToArray())[10..]], 1 << 20).Value?.Length);

    [Theory]
    [InlineData(0, "the compressed data is damaged at byte ")]
    [InlineData(1, "the gzip data is truncated")]
    [InlineData(2, "the gzip data is truncated")]
    [InlineData(3, "the checksum of the gzip data at byte ")]
    [InlineData(4, "the checksum of the gzip data at byte ")]
    public void Names_each_kind_of_damage(int kind, string sentence)
    {
        byte[] packed = Packed.Gzip("hi"u8.ToArray());
        if (kind == 0) packed[10] = 0xff;
        if (kind == 1) packed = packed[..12];
        if (kind == 2) packed = packed[..^1];
        if (kind == 3) packed[^8] ^= 1;
        if (kind == 4) packed[^1] ^= 1;
        foreach (byte[] data in (byte[][])[packed, [.. Packed.Gzip("first"u8.ToArray()), .. packed]])
        {
            Assert.StartsWith(sentence, MessageRules.CheckPart(Gzip.Unpack(data, 1 << 20).Failure?.Message), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_limit_counts_all_members()
    {
        byte[] half = Packed.Gzip(new byte[1 << 19]), whole = [.. half, .. half];
        Assert.Equal(1 << 20, Gzip.Unpack(whole, 1 << 20).Value?.Length);
        Assert.Equal("the unpacked data is larger than 1 MiB", Gzip.Unpack(whole, (1 << 20) - 1).Failure?.Message);
    }
}
