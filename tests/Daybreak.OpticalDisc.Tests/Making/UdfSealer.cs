using System.Buffers.Binary;

namespace Daybreak.OpticalDisc.Tests.Making;

/// <summary>Writes descriptor tags. Computes the CRC bit by bit, to verify the reader's table with another implementation.</summary>
internal static class UdfSealer
{
    public static void Seal(Span<byte> descriptor, ushort id, uint location, int crcLength, ushort version = 2)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor, id);
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor[2..], version);
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor[10..], (ushort)crcLength);
        BinaryPrimitives.WriteUInt32LittleEndian(descriptor[12..], location);
        Reseal(descriptor);
    }

    /// <summary>Corrects CRC and checksum after a deliberate change.</summary>
    public static void Reseal(Span<byte> descriptor)
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[10..]);
        if (length <= descriptor.Length - 16) BinaryPrimitives.WriteUInt16LittleEndian(descriptor[8..], Crc(descriptor.Slice(16, length)));
        ResealHead(descriptor);
    }

    public static void ResealHead(Span<byte> descriptor)
    {
        byte sum = 0;
        for (var i = 0; i < 16; i++) sum += i == 4 ? (byte)0 : descriptor[i];
        descriptor[4] = sum;
    }

    public static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0;
        foreach (var b in bytes)
        {
            crc ^= b << 8;
            for (var bit = 0; bit < 8; bit++) crc = ((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xFFFF;
        }

        return (ushort)crc;
    }
}
