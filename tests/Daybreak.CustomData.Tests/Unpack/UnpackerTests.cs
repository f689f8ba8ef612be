using System.IO.Compression;
using System.Text;
using Daybreak.CustomData.Unpack;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.CustomData.Tests.Unpack;

public class UnpackerTests
{
    [Fact]
    public void Rejects_a_compression_bomb()
    {
        byte[] bomb = Packed.Gzip(new byte[64 * 1024 * 1024], CompressionLevel.SmallestSize);
        Assert.Contains("larger than 4 MiB", Refusal(bomb), StringComparison.Ordinal);
        Assert.Contains("layers", Refusal(Enumerable.Range(0, 12).Aggregate("#!/bin/sh\n"u8.ToArray(), (inner, _) => Packed.Gzip(inner, CompressionLevel.Fastest))), StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_deeply_nested_messages_and_too_many_parts()
    {
        string nested = "#!/bin/sh\n";
        for (int i = 0; i < 100; i++) nested = $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n{(i == 0 ? "\n" : "")}{nested}\n--b{i}--\n";
        Assert.Contains("more than 8 layers", Refusal(Encoding.UTF8.GetBytes(nested)), StringComparison.Ordinal);
        string many = "Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\n#!/bin/sh\n", 200)) + "--b--\n";
        Assert.Contains("more than 128 parts", Refusal(Encoding.UTF8.GetBytes(many)), StringComparison.Ordinal);
    }

    [Fact]
    public void Arbitrary_bytes_cause_no_exception() =>
        Prop.ForAll<byte[], int>((data, kind) =>
        {
            string[] heads = ["", "#!", "#cloud-config\n", "Content-Type: multipart/mixed; boundary=a\n\n--a\n", "\u001f\u008b\b"];
            _ = Unpacker.Unpack([.. Encoding.Latin1.GetBytes(heads[Math.Abs(kind % heads.Length)]), .. data ?? []]);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static string Refusal(byte[] data) => MessageRules.CheckPart(Assert.Single(Unpacker.Unpack(data).Findings).Sentence);
}
