namespace Daybreak.Machine.Disks;

/// <summary>An NTFS record with its update sequence resolved. The last two bytes of each sector are stored elsewhere, so that torn writes are detected.</summary>
internal static class NtfsRecord
{
    private const int Stride = 512;

    /// <summary>Restores the last two bytes of each sector.</summary>
    /// <returns>False if it does not begin with <paramref name="magic"/> or is torn.</returns>
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

    /// <summary>The first attribute with a type and name in a file record; empty if there is none.</summary>
    /// <param name="record">The restored record.</param>
    /// <param name="type">The type, such as 0x90.</param>
    /// <param name="name">The name; empty for an unnamed attribute.</param>
    /// <param name="isSound">False if the attributes of the record exceed it.</param>
    public static ReadOnlySpan<byte> Attribute(byte[] record, uint type, string name, out bool isSound)
    {
        int at = Word(record, 20);
        isSound = false;
        // Each attribute has at least 16 bytes, so the loop ends.
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

    /// <summary>The value of a resident attribute; empty if it is not resident or exceeds the record.</summary>
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
