using System.IO.Compression;
using System.Text;
using Daybreak.CustomData.Unpack;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Provisioning.Tests.CustomData;

public class UnpackerTests
{
    [Theory]
    [InlineData("#!/bin/sh\n", ContentKind.Script)]
    [InlineData("\n\n#!/bin/sh\n", ContentKind.Script)]
    [InlineData("#cloud-config\na: 1\n", ContentKind.CloudConfig)]
    [InlineData("#cloud-config-archive\n", ContentKind.CloudConfigArchive)]
    [InlineData("#cloud-config-jsonp\n", ContentKind.CloudConfigPatch)]
    [InlineData("#cloud-boothook\n#!/bin/sh\n", ContentKind.BootHook)]
    [InlineData("#include\nhttps://example.com/\n", ContentKind.Include)]
    [InlineData("#include-once\n", ContentKind.Include)]
    [InlineData("#part-handler\n", ContentKind.PartHandler)]
    [InlineData("## template: jinja\n#cloud-config\n", ContentKind.Jinja)]
    [InlineData("Content-Type: multipart/mixed; boundary=x\n\n--x--\n", ContentKind.Multipart)]
    [InlineData("MIME-Version: 1.0\n", ContentKind.Multipart)]
    [InlineData("{\"ignition\": {\"version\": \"3.4.0\"}}", ContentKind.Ignition)]
    [InlineData("{\"ignition\": ", ContentKind.Other)]
    [InlineData("{\"a\": 1}", ContentKind.Other)]
    [InlineData("hello", ContentKind.Other)]
    [InlineData("", ContentKind.Empty)]
    [InlineData(" \n ", ContentKind.Empty)]
    public void Data_is_recognised_by_its_content(string text, ContentKind kind) => Assert.Equal(kind, Recognition.Of(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("#!/bin/sh\n", ContentKind.Script)]
    [InlineData("#cloud-config\na: 1\n", ContentKind.CloudConfig)]
    [InlineData("#cloud-boothook\n#!/bin/sh\n", ContentKind.BootHook)]
    [InlineData("#include\nhttps://example.com/\n", ContentKind.Include)]
    [InlineData("## template: jinja\n#cloud-config\n", ContentKind.Jinja)]
    [InlineData("{\"ignition\": {\"version\": \"3.4.0\"}}", ContentKind.Ignition)]
    [InlineData("", ContentKind.Empty)]
    public void A_byte_order_mark_and_line_ends_of_Windows_do_not_change_the_kind(string text, ContentKind kind)
    {
        Assert.Equal(kind, Recognition.Of(Encoding.UTF8.GetBytes("\ufeff" + text)));
        Assert.Equal(kind, Recognition.Of(Encoding.UTF8.GetBytes("\ufeff" + text.Replace("\n", "\r\n", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed; boundary=x\nMIME-Version: 1.0\n")]
    [InlineData("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n")]
    public void A_message_that_begins_with_a_byte_order_mark_keeps_its_parts(string headers)
    {
        string text = $"\ufeff{headers}\n--x\n\n\ufeff#cloud-config\nruncmd: [a]\n--x\n\n\ufeff#!/bin/sh\n--x--\n";
        foreach (string ends in (string[])["\n", "\r\n"])
        {
            var unpacked = Unpacker.Unpack(Encoding.UTF8.GetBytes(text.Replace("\n", ends, StringComparison.Ordinal)));
            Assert.Empty(unpacked.Findings);
            Assert.Equal([ContentKind.CloudConfig, ContentKind.Script], unpacked.Parts.Select(part => part.Kind));
        }
    }

    [Fact]
    public void Whatever_NETs_gzip_packs_is_unpacked() =>
        Prop.ForAll<byte[], int>((data, repeats) =>
        {
            byte[] whole = [.. Enumerable.Repeat(data ?? [], Math.Abs(repeats % 50) + 1).SelectMany(piece => piece)];
            foreach (var level in (CompressionLevel[])[CompressionLevel.NoCompression, CompressionLevel.Fastest, CompressionLevel.SmallestSize])
            {
                // .NET packs nothing to nothing at all.
                if (whole.Length == 0) continue;
                Assert.Equal(whole, Gzip.TryUnpack(Pack(whole, level), 1 << 20, out string? refusal));
                Assert.Null(refusal);
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void A_text_of_many_kinds_of_blocks_is_unpacked()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i * 7919 % 10007} line {i}\n")));
        Assert.Equal(text, Gzip.TryUnpack(Pack(text, CompressionLevel.Optimal), 1 << 20, out _));
    }

    [Fact]
    public void Damaged_gzip_is_refused_and_never_hangs()
    {
        byte[] whole = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 400).Select(i => $"line {i}\n")));
        byte[] packed = Pack(whole);
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
        byte[] member = Pack(Encoding.ASCII.GetBytes(new string('a', 80))), text = Encoding.ASCII.GetBytes(new string('a', 80 * 50_000));
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
        Assert.Equal(length, Gzip.TryUnpack([.. Pack("hi"u8.ToArray()), .. Convert.FromHexString(hex)], 1 << 20, out _)?.Length);

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
        Assert.Equal(length, Gzip.TryUnpack([.. Convert.FromHexString(header + fields), .. Pack("hi"u8.ToArray())[10..]], 1 << 20, out _)?.Length);

    [Theory]
    [InlineData(0, "the compressed data is damaged at byte ")]
    [InlineData(1, "the compressed data ends too early")]
    [InlineData(2, "the gzip data ends too early")]
    [InlineData(3, "the checksum of the gzip data at byte ")]
    [InlineData(4, "the checksum of the gzip data at byte ")]
    public void Each_kind_of_damage_is_named(int kind, string sentence)
    {
        byte[] packed = Pack("hi"u8.ToArray());
        if (kind == 0) packed[10] = 0xff;
        if (kind == 1) packed = packed[..12];
        if (kind == 2) packed = packed[..^1];
        if (kind == 3) packed[^8] ^= 1;
        if (kind == 4) packed[^1] ^= 1;
        foreach (byte[] data in (byte[][])[packed, [.. Pack("first"u8.ToArray()), .. packed]])
        {
            Assert.Null(Gzip.TryUnpack(data, 1 << 20, out string? refusal));
            Assert.StartsWith(sentence, MessageRules.CheckPart(refusal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_limit_counts_all_members()
    {
        byte[] half = Pack(new byte[1 << 19]), whole = [.. half, .. half];
        Assert.Equal(1 << 20, Gzip.TryUnpack(whole, 1 << 20, out _)?.Length);
        Assert.Null(Gzip.TryUnpack(whole, (1 << 20) - 1, out string? refusal));
        Assert.Equal("more than 1 MiB come out of the compressed data", refusal);
    }

    [Fact]
    public void A_bomb_is_refused()
    {
        byte[] bomb = Pack(new byte[64 * 1024 * 1024], CompressionLevel.SmallestSize);
        Assert.Contains("more than 4 MiB come out", Refusal(bomb), StringComparison.Ordinal);
        Assert.Contains("layers", Refusal(Enumerable.Range(0, 12).Aggregate("#!/bin/sh\n"u8.ToArray(), (inner, _) => Pack(inner, CompressionLevel.Fastest))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_is_taken_apart()
    {
        byte[] gzip = Pack("#!/bin/sh\necho packed\n"u8.ToArray(), CompressionLevel.Fastest);
        string text = $"""
            From nobody
            Content-Type: multipart/mixed; boundary="=== a ==="
            MIME-Version: 1.0

            """.Replace("From nobody\n", "", StringComparison.Ordinal) + $"""

            preamble
            --=== a ===
            Content-Type: text/cloud-config; charset="us-ascii"
            MIME-Version: 1.0
            Content-Transfer-Encoding: 7bit
            Content-Disposition: attachment; filename="first.cfg"

            #cloud-config
            packages: [a]

            --=== a ===
            Content-Type: text/x-shellscript
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment;
             filename="second.sh"

            {Convert.ToBase64String("#!/bin/sh\necho hi\n"u8)}
            --=== a ===
            Content-Type: text/plain
            Content-Transfer-Encoding: quoted-printable

            #!/bin/sh
            echo =41 =
            joined
            --=== a ===
            Content-Type: multipart/mixed; boundary=inner

            --inner
            Content-Type: application/gzip
            Content-Transfer-Encoding: base64

            {Convert.ToBase64String(gzip)}
            --inner--
            --=== a ===
            Content-Type: application/x-Secret+Sauce

            whatever
            --=== a ===--
            epilogue
            """;
        foreach (string ends in (string[])["\n", "\r\n"])
        {
            var unpacked = Unpacker.Unpack(Encoding.UTF8.GetBytes(text.Replace("\n", ends, StringComparison.Ordinal)));
            Assert.Empty(unpacked.Findings);
            Assert.Equal(
                ["part 1 (cloud-config first.cfg)", "part 2 (x-shellscript second.sh)", "part 3 (x-shellscript)", "part 4 (x-shellscript)", "part 5 (application-x-secret+sauce)"],
                unpacked.Parts.Select(part => part.Title));
            Assert.Equal("#!/bin/sh\necho hi\n", Encoding.UTF8.GetString(unpacked.Parts[1].Content));
            Assert.Equal("#!/bin/sh\necho A joined", Encoding.UTF8.GetString(unpacked.Parts[2].Content).Replace("\r\n", "\n", StringComparison.Ordinal));
            Assert.Equal("whatever", Encoding.UTF8.GetString(unpacked.Parts[4].Content));
        }
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed\n\n--x\n\n#!/bin/sh\n--x--\n", "names no boundary")]
    [InlineData("Content-Type: multipart/mixed; boundary=x\n\nno boundary\n", "never stands in the message")]
    [InlineData("Content-Type: multipart/mixed; boundary=x\n\n--x\n\n#!/bin/sh\n", "ends without --x--")]
    [InlineData("MIME-Version: 1.0\nnonsense\n\n", "no colon")]
    [InlineData("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!\n", "is not")]
    [InlineData("Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\n!!!\n", "does not know")]
    public void A_broken_message_is_named(string text, string sentence) => Assert.Contains(sentence, Refusal(Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);

    [Fact]
    public void Messages_in_messages_and_too_many_parts_are_refused()
    {
        string nested = "#!/bin/sh\n";
        for (int i = 0; i < 100; i++) nested = $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n{(i == 0 ? "\n" : "")}{nested}\n--b{i}--\n";
        Assert.Contains("more than 8 layers", Refusal(Encoding.UTF8.GetBytes(nested)), StringComparison.Ordinal);
        string many = "Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\n#!/bin/sh\n", 200)) + "--b--\n";
        Assert.Contains("more than 128 parts", Refusal(Encoding.UTF8.GetBytes(many)), StringComparison.Ordinal);
    }

    [Fact]
    public void Arbitrary_bytes_are_never_a_defect() =>
        Prop.ForAll<byte[], int>((data, kind) =>
        {
            string[] heads = ["", "#!", "#cloud-config\n", "Content-Type: multipart/mixed; boundary=a\n\n--a\n", "\u001f\u008b\b"];
            _ = Unpacker.Unpack([.. Encoding.Latin1.GetBytes(heads[Math.Abs(kind % heads.Length)]), .. data ?? []]);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static string Refusal(byte[] data) => MessageRules.CheckPart(Assert.Single(Unpacker.Unpack(data).Findings).Sentence);

    internal static byte[] Pack(byte[] data, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level, leaveOpen: true)) gzip.Write(data);
        return packed.ToArray();
    }
}
