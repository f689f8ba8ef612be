using System.Buffers.Binary;
using System.Text;

namespace Daybreak.Simulator.Tests.Discs;

/// <summary>A strict UDF reader that checks the identifier, checksum, CRC and location of every tag. It is based on ECMA-167, independently of the writer.</summary>
internal sealed class UdfWalk(ReadOnlyMemory<byte> image)
{
    private const int SectorSize = 2048;
    private int _partition;

    public string VolumeIdentifier { get; private set; } = "";

    public string Label { get; private set; } = "";

    public Dictionary<string, byte[]> Files { get; } = [];

    public void Walk()
    {
        foreach (var anchorSector in (int[])[256, (image.Length / SectorSize) - 1])
        {
            var anchor = Tagged(anchorSector, 2, anchorSector);
            ReadSequence(Int(anchor, 20), Int(anchor, 16) / SectorSize);
            ReadSequence(Int(anchor, 28), Int(anchor, 24) / SectorSize);
        }
        var fileSet = Tagged(_partition, 256, 0);
        var root = Int(fileSet, 404);
        ReadDirectory(Content(root, type: 4), root);
    }

    private void ReadSequence(int sector, int length)
    {
        var seen = new List<ushort>();
        for (var i = 0; i < length; i++)
        {
            var identifier = BinaryPrimitives.ReadUInt16LittleEndian(At(sector + i));
            var descriptor = Tagged(sector + i, identifier, sector + i);
            seen.Add(identifier);
            if (identifier == 8) break;
            if (identifier == 1) VolumeIdentifier = Text(descriptor.Slice(24, 32));
            if (identifier == 5) _partition = Int(descriptor, 188);
            if (identifier == 6)
            {
                Label = Text(descriptor.Slice(84, 128));
                Assert.Equal(SectorSize, Int(descriptor, 212));
                Assert.Equal(0x0102, BinaryPrimitives.ReadUInt16LittleEndian(descriptor[240..]));
                Tagged(Int(descriptor, 436), 9, Int(descriptor, 436));
            }
        }
        Assert.Equal([1, 4, 5, 6, 7, 8], seen);
    }

    private void ReadDirectory(byte[] directory, int root)
    {
        var first = true;
        for (var at = 0; at < directory.Length;)
        {
            var (nameLength, useLength) = (directory[at + 19], BinaryPrimitives.ReadUInt16LittleEndian(directory.AsSpan(at + 36)));
            var entry = directory.AsSpan(at, (38 + nameLength + useLength + 3) / 4 * 4);
            CheckTag(entry, 257, location: null);
            Assert.Equal(first ? 0x0A : 0, entry[18]);
            var block = BinaryPrimitives.ReadInt32LittleEndian(entry[24..]);
            if (first) Assert.Equal(root, block);
            else Files.Add(Compressed(entry.Slice(38 + useLength, nameLength)), Content(block, type: 5));
            first = false;
            at += entry.Length;
        }
    }

    private byte[] Content(int block, byte type)
    {
        var entry = Tagged(_partition + block, 261, block);
        Assert.Equal(type, entry[27]);
        Assert.Equal(0, entry[34] & 7);
        var length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(entry[56..]));
        var content = new byte[length];
        var done = 0;
        var allocation = entry.Slice(176 + Int(entry, 168), Int(entry, 172));
        for (; allocation.Length > 0; allocation = allocation[8..])
        {
            var size = Int(allocation, 0);
            image.Span.Slice((_partition + Int(allocation, 4)) * SectorSize, size).CopyTo(content.AsSpan(done));
            done += size;
        }
        Assert.Equal(length, done);
        return content;
    }

    private ReadOnlySpan<byte> At(int sector) => image.Span.Slice(sector * SectorSize, SectorSize);

    private ReadOnlySpan<byte> Tagged(int sector, ushort identifier, int location)
    {
        var descriptor = At(sector);
        CheckTag(descriptor, identifier, location);
        return descriptor;
    }

    private static void CheckTag(ReadOnlySpan<byte> descriptor, ushort identifier, int? location)
    {
        Assert.Equal(identifier, BinaryPrimitives.ReadUInt16LittleEndian(descriptor));
        Assert.Equal(2, BinaryPrimitives.ReadUInt16LittleEndian(descriptor[2..]));
        var sum = 0;
        for (var i = 0; i < 16; i++) sum += i == 4 ? 0 : descriptor[i];
        Assert.Equal((byte)sum, descriptor[4]);
        var crc = 0;
        foreach (var value in descriptor.Slice(16, BinaryPrimitives.ReadUInt16LittleEndian(descriptor[10..])))
        {
            for (var bit = 7; bit >= 0; bit--) crc = (((crc >> 15) ^ (value >> bit)) & 1) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
            crc &= 0xFFFF;
        }
        Assert.Equal(crc, BinaryPrimitives.ReadUInt16LittleEndian(descriptor[8..]));
        if (location is { } place) Assert.Equal(place, Int(descriptor, 12));
    }

    private static int Int(ReadOnlySpan<byte> at, int offset) => BinaryPrimitives.ReadInt32LittleEndian(at[offset..]);

    private static string Text(ReadOnlySpan<byte> field) => Compressed(field[..field[^1]]);

    private static string Compressed(ReadOnlySpan<byte> bytes) => bytes.Length == 0 ? "" : bytes[0] switch
    {
        8 => Encoding.Latin1.GetString(bytes[1..]),
        16 => Encoding.BigEndianUnicode.GetString(bytes[1..]),
        var id => throw new InvalidDataException($"compression id {id}"),
    };
}
