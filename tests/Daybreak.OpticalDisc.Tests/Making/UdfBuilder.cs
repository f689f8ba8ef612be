using System.Buffers.Binary;
using System.Text;

namespace Daybreak.OpticalDisc.Tests.Making;

/// <summary>Writes UDF volumes with layouts that mkudffs and genisoimage do not produce, and records the position of each structure.</summary>
internal sealed partial class UdfBuilder
{
    public const int MainSequence = 96, ReserveSequence = 112, Continued = 128, SparingTable = 136, PartitionStart = 272, PartitionLength = 800;
    public const int PacketLength = 8, SpareStart = PartitionStart + PartitionLength, SpareLength = 64;
    private const int Sectors = SpareStart + SpareLength + 300;

    public int SectorSize { get; init; } = 2048;
    public ushort Revision { get; init; } = 0x102;
    public bool ExtendedEntries { get; init; }
    public int[] Anchors { get; init; } = [256, -1];
    public string? Type2Map { get; init; }

    /// <summary>Whether the main sequence continues at another place, through a Volume Descriptor Pointer.</summary>
    public bool SplitSequence { get; init; }

    /// <summary>Packets (by their first block) that are relocated to the spare area.</summary>
    public int[] MovedPackets { get; init; } = [];

    public Dictionary<string, int> Where { get; } = [];

    private byte[] image = [];
    private uint nextBlock;

    private ushort Version => (ushort)(Revision >= 0x200 ? 3 : 2);

    public byte[] Build(UdfFolder root)
    {
        image = new byte[Sectors * SectorSize];
        WriteRecognition();
        nextBlock = 2;
        var rootIcb = Write(root, null);
        WriteFileSet(rootIcb);
        WriteSequence("main ", MainSequence, SplitSequence);
        WriteSequence("reserve ", ReserveSequence, false);
        if (Type2Map == "*UDF Sparable Partition") WriteSparing();
        foreach (var anchor in Anchors) WriteAnchor(anchor < 0 ? Sectors + anchor : anchor);
        return image;
    }

    public int ByteOfBlock(uint block) => (int)(PartitionStart + block) * SectorSize;

    private void WriteRecognition()
    {
        var stride = Math.Max(2048, SectorSize);
        var at = 32768;
        foreach (var id in new[] { "BEA01", Revision >= 0x200 ? "NSR03" : "NSR02", "TEA01" })
        {
            Encoding.ASCII.GetBytes(id, image.AsSpan(at + 1));
            image[at + 6] = 1;
            at += stride;
        }
    }

    private void WriteAnchor(int sector)
    {
        var block = At($"anchor {sector}", sector * SectorSize);
        Put32(block, 16, (uint)(16 * SectorSize));
        Put32(block, 20, MainSequence);
        Put32(block, 24, (uint)(16 * SectorSize));
        Put32(block, 28, ReserveSequence);
        UdfSealer.Seal(block, 2, (uint)sector, 496, Version);
    }

    private void WriteSequence(string prefix, int start, bool split)
    {
        var sector = start;
        WritePrimary(At(prefix + "Primary Volume Descriptor", sector * SectorSize), sector++);
        if (split)
        {
            var pointer = At(prefix + "Volume Descriptor Pointer", sector * SectorSize);
            Put32(pointer, 16, 9);
            Put32(pointer, 20, (uint)(8 * SectorSize));
            Put32(pointer, 24, Continued);
            UdfSealer.Seal(pointer, 3, (uint)sector, 496, Version);
            sector = Continued;
        }

        WriteLogicalVolume(At(prefix + "Logical Volume Descriptor", sector * SectorSize), sector++);
        var partition = At(prefix + "Partition Descriptor", sector * SectorSize);
        Put32(partition, 16, 3);
        Put16(partition, 20, 1);
        Put16(partition, 22, 7);
        PutEntity(partition, 24, Revision >= 0x200 ? "+NSR03" : "+NSR02");
        Put32(partition, 184, 1);
        Put32(partition, 188, PartitionStart);
        Put32(partition, 192, PartitionLength);
        UdfSealer.Seal(partition, 5, (uint)sector++, 496, Version);
        var unallocated = At(prefix + "Unallocated Space Descriptor", sector * SectorSize);
        UdfSealer.Seal(unallocated, 7, (uint)sector++, 8, Version);
        UdfSealer.Seal(At(prefix + "Terminating Descriptor", sector * SectorSize), 8, (uint)sector, 496, Version);
    }

    private void WritePrimary(Span<byte> block, int sector)
    {
        Put32(block, 16, 1);
        PutField(block.Slice(24, 32), "UDF Volume");
        UdfSealer.Seal(block, 1, (uint)sector, 496, Version);
    }

    private void WriteLogicalVolume(Span<byte> block, int sector)
    {
        Put32(block, 16, 2);
        PutField(block.Slice(84, 128), "rd_rdfe_stable.0001");
        Put32(block, 212, (uint)SectorSize);
        PutEntity(block, 216, "*OSTA UDF Compliant");
        Put16(block, 216 + 24, Revision);
        PutLong(block[248..], SectorSize, 0, 0);
        var map = block[440..];
        if (Type2Map is { } type)
        {
            (map[0], map[1]) = (2, 64);
            PutEntity(map, 4, type);
            Put16(map, 36, 1);
            Put16(map, 38, 7);
            Put16(map, 40, PacketLength);
            map[42] = 2;
            Put32(map, 44, 512);
            Put32(map, 48, SparingTable);
            Put32(map, 52, SparingTable + 1);
        }
        else
        {
            (map[0], map[1]) = (1, 6);
            Put16(map, 2, 1);
            Put16(map, 4, 7);
        }

        Put32(block, 264, map[1]);
        Put32(block, 268, 1);
        UdfSealer.Seal(block, 6, (uint)sector, 440 - 16 + map[1], Version);
    }

    private void WriteFileSet(uint root)
    {
        var block = At("File Set Descriptor", ByteOfBlock(0));
        PutEntity(block, 416, "*OSTA UDF Compliant");
        PutLong(block[400..], SectorSize, root, 0);
        UdfSealer.Seal(block, 256, 0, 496, Version);
    }

    private void WriteSparing()
    {
        for (var copy = 0; copy < 2; copy++)
        {
            var table = At($"sparing table {copy}", (SparingTable + copy) * SectorSize)[..512];
            PutEntity(table, 16, "*UDF Sparing Table");
            Put16(table, 48, (ushort)(MovedPackets.Length + 1));
            for (var i = 0; i < MovedPackets.Length; i++)
            {
                Put32(table, 56 + 8 * i, (uint)MovedPackets[i]);
                Put32(table, 60 + 8 * i, (uint)(SpareStart + i * PacketLength));
            }

            Put32(table, 56 + 8 * MovedPackets.Length, 0xFFFF_FFFF);
            UdfSealer.Seal(table, 0, (uint)(SparingTable + copy), 496, Version);
        }

        for (var i = 0; i < MovedPackets.Length; i++)
        {
            var packet = image.AsSpan(ByteOfBlock((uint)MovedPackets[i]), PacketLength * SectorSize);
            packet.CopyTo(image.AsSpan((SpareStart + i * PacketLength) * SectorSize));
            packet.Fill(0xEE);
        }
    }

    private Span<byte> At(string what, int offset)
    {
        Where[what] = offset;
        return image.AsSpan(offset, SectorSize);
    }

    private static void Put16(Span<byte> block, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(block[at..], value);

    private static void Put32(Span<byte> block, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(block[at..], value);

    private static void PutEntity(Span<byte> block, int at, string id) => Encoding.ASCII.GetBytes(id, block[(at + 1)..]);

    private static void PutLong(Span<byte> at, int length, uint block, int type)
    {
        Put32(at, 0, (uint)length | (uint)type << 30);
        Put32(at, 4, block);
    }

    private static void PutField(Span<byte> field, string text)
    {
        field[0] = 8;
        field[^1] = (byte)(1 + Encoding.Latin1.GetBytes(text, field[1..]));
    }
}
