using System.Buffers.Binary;
using System.Text;

namespace Daybreak.Machine.Disks;

/// <summary>A record of NTFS with its update sequence undone: each sector's last two bytes are kept elsewhere, so that a torn write shows.</summary>
internal static class NtfsRecord
{
    private const int Stride = 512;

    /// <summary>Puts the bytes back in their places.</summary>
    /// <returns>False when it does not begin with <paramref name="magic"/> or was torn.</returns>
    public static bool Restore(byte[] record, ReadOnlySpan<byte> magic)
    {
        if (record.Length < Stride || !record.AsSpan(0, 4).SequenceEqual(magic)) return false;
        int offset = Word(record, 4), count = Word(record, 6);
        if (count != (record.Length / Stride) + 1 || offset < 8 || offset + (count * 2) > record.Length) return false;
        for (int i = 1; i < count; i++)
        {
            var end = record.AsSpan((i * Stride) - 2, 2);
            if (!end.SequenceEqual(record.AsSpan(offset, 2))) return false;
            record.AsSpan(offset + (i * 2), 2).CopyTo(end);
        }
        return true;
    }

    /// <summary>The first attribute of a type and name in a file's record; empty when there is none.</summary>
    /// <param name="record">Restored.</param>
    /// <param name="type">Such as 0x90.</param>
    /// <param name="name">Its name; empty for none.</param>
    /// <param name="isSound">False when the record's attributes do not fit it.</param>
    public static ReadOnlySpan<byte> Attribute(byte[] record, uint type, string name, out bool isSound)
    {
        int at = Word(record, 20);
        isSound = false;
        // Each is at least 16 bytes long, so this ends.
        while (at >= 24 && at + 4 <= record.Length)
        {
            uint found = Long(record, at);
            if (found == uint.MaxValue)
            {
                isSound = true;
                return [];
            }
            if (at + 16 > record.Length) return [];
            uint length = Long(record, at + 4);
            if (length < 16 || length > record.Length - at) return [];
            var attribute = record.AsSpan(at, (int)length);
            int nameLength = attribute[9] * 2, nameAt = Word(attribute, 10);
            if (nameAt + nameLength > attribute.Length) return [];
            if (found == type && Encoding.Unicode.GetString(attribute.Slice(nameAt, nameLength)) == name)
            {
                isSound = true;
                return attribute;
            }
            at += (int)length;
        }
        return [];
    }

    /// <summary>A resident attribute's value; empty when it is not resident or does not fit.</summary>
    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> attribute)
    {
        if (attribute.Length < 24 || attribute[8] != 0) return [];
        uint length = Long(attribute, 16);
        int offset = Word(attribute, 20);
        return length > attribute.Length || offset > attribute.Length - (int)length ? [] : attribute.Slice(offset, (int)length);
    }

    public static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    public static uint Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
