namespace Daybreak.Simulator.Discs;

/// <summary>Fields of UDF structures: ECMA-167, part 1 (fields) and part 3, 7.2 (tags); OSTA UDF 1.02, 2.1.</summary>
internal static class UdfStructure
{
    public const int TagSize = 16;
    private const ushort DescriptorVersion = 2; // ECMA-167 2nd edition, on which UDF 1.02 is based
    private const ushort UdfRevision = 0x0102;

    /// <summary>Writes a descriptor's tag after the rest of the descriptor: identifier, checksum, CRC of the following bytes, location.</summary>
    public static void Seal(Span<byte> descriptor, ushort identifier, uint location)
    {
        var tag = descriptor[..TagSize];
        var body = descriptor[TagSize..];
        U16(tag, 0, identifier);
        U16(tag, 2, DescriptorVersion);
        U16(tag, 8, Crc(body));
        U16(tag, 10, (ushort)body.Length);
        U32(tag, 12, location);
        byte sum = 0;
        for (var i = 0; i < TagSize; i++) sum += i == 4 ? (byte)0 : tag[i];
        tag[4] = sum;
    }

    public static void U16(Span<byte> at, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(at[offset..], value);

    public static void U32(Span<byte> at, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(at[offset..], value);

    public static void U64(Span<byte> at, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(at[offset..], value);

    /// <summary>extent_ad: length in bytes, sector.</summary>
    public static void Extent(Span<byte> at, int offset, int bytes, int sector)
    {
        U32(at, offset, (uint)bytes);
        U32(at, offset + 4, (uint)sector);
    }

    /// <summary>long_ad in partition 0: length in bytes, block.</summary>
    public static void LongAllocation(Span<byte> at, int offset, int bytes, int block)
    {
        U32(at, offset, (uint)bytes);
        U32(at, offset + 4, (uint)block);
    }

    /// <summary>CS0, the only character set of UDF (2.1.2).</summary>
    public static void CharacterSet(Span<byte> at, int offset) => Encoding.ASCII.GetBytes("OSTA Compressed Unicode", at[(offset + 1)..]);

    /// <summary>dstring: compressed Unicode, with the used length in the field's last byte (2.1.3).</summary>
    public static void Text(Span<byte> at, int offset, int size, string text)
    {
        var bytes = CompressedUnicode(text);
        bytes.CopyTo(at.Slice(offset, size - 1));
        at[offset + size - 1] = (byte)bytes.Length;
    }

    /// <summary>Compressed Unicode: the number of bits per character, then the characters, big-endian.</summary>
    public static byte[] CompressedUnicode(string text)
    {
        if (text.Length == 0) return [];
        return text.All(character => character < 256)
            ? [8, .. text.Select(character => (byte)character)]
            : [16, .. Encoding.BigEndianUnicode.GetBytes(text)];
    }

    /// <summary>timestamp: local time in zone 0, as on Azure's media (type and zone 0x1000).</summary>
    public static void Timestamp(Span<byte> at, int offset, DateTimeOffset time)
    {
        U16(at, offset, 0x1000);
        U16(at, offset + 2, (ushort)time.Year);
        at[offset + 4] = (byte)time.Month;
        at[offset + 5] = (byte)time.Day;
        at[offset + 6] = (byte)time.Hour;
        at[offset + 7] = (byte)time.Minute;
        at[offset + 8] = (byte)time.Second;
    }

    /// <summary>regid of the implementation that wrote the structure.</summary>
    public static void Implementation(Span<byte> at, int offset) => Encoding.ASCII.GetBytes("*Daybreak simulator", at[(offset + 1)..]);

    /// <summary>regid of the domain: UDF 1.02, write-protected.</summary>
    public static void Domain(Span<byte> at, int offset)
    {
        Encoding.ASCII.GetBytes("*OSTA UDF Compliant", at[(offset + 1)..]);
        U16(at, offset + 24, UdfRevision);
        at[offset + 26] = 3; // hard and soft write protection
    }

    /// <summary>regid of a structure that UDF defines.</summary>
    public static void UdfEntity(Span<byte> at, int offset, string name)
    {
        Encoding.ASCII.GetBytes(name, at[(offset + 1)..]);
        U16(at, offset + 24, UdfRevision);
    }

    /// <summary>CRC-16 of ITU-T V.41, polynomial 0x1021, initial value 0.</summary>
    private static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0;
        foreach (var value in bytes)
        {
            crc ^= (ushort)(value << 8);
            for (var bit = 0; bit < 8; bit++) crc = (ushort)((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1);
        }
        return crc;
    }
}
