using System.Buffers.Binary;
using System.Text;
using Daybreak.OpticalDisc.Tests.RealDiscs;

namespace Daybreak.OpticalDisc.Tests.Iso9660;

/// <summary>Small real ISO 9660 discs, and the positions of the records that tests damage.</summary>
internal static class IsoImage
{
    public const int Primary = 16 * 2048;

    private static readonly byte[] Plain = Make("-iso-level", "2");
    private static readonly byte[] RockRidge = Make("-R");
    private static readonly byte[] Joliet = Make("-J");

    public static byte[] OfKind(string kind) => (kind switch
    {
        "Rock Ridge" => RockRidge,
        "Joliet" => Joliet,
        _ => Plain,
    }).ToArray();

    /// <summary>The offset of the first record with this name (as recorded).</summary>
    public static int Record(byte[] image, byte[] name)
    {
        for (var at = 0x9000; at < image.Length - 300; at++)
        {
            if (image[at + 32] == name.Length && image[at] >= 33 + name.Length && image.AsSpan(at + 33, name.Length).SequenceEqual(name)) return at;
        }

        throw new InvalidOperationException($"There is no record \"{Encoding.Latin1.GetString(name)}\".");
    }

    public static int Record(byte[] image, string name) => Record(image, Encoding.ASCII.GetBytes(name));

    /// <summary>The offset of a system use entry, in the record or after it.</summary>
    public static int Entry(byte[] image, int from, string signature) =>
        from + image.AsSpan(from).IndexOf([(byte)signature[0], (byte)signature[1]]);

    public static void PutBoth(byte[] image, int at, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);
        BinaryPrimitives.WriteUInt32BigEndian(image.AsSpan(at + 4), value);
    }

    private static byte[] Make(params string[] options)
    {
        using var tool = new DiscTool();
        Directory.CreateDirectory(tool.Tree + "/sub");
        File.WriteAllText(tool.Tree + "/file.txt", "content of the file");
        File.WriteAllText(tool.Tree + "/sub/part1.bin", new string('1', 2048));
        File.WriteAllText(tool.Tree + "/sub/part2.bin", "end");
        File.WriteAllText(tool.Tree + "/" + new string('l', 27) + ".txt", "");
        File.WriteAllText($"{tool.Tree}/{new string('x', 230)}", "long");
        return tool.Genisoimage(options);
    }
}
