namespace Daybreak.OpticalDisc.Udf;

/// <summary>An extent within a partition: long_ad (ECMA-167 4/14.14.2), or a short_ad with its implicit partition.</summary>
internal readonly record struct LongAllocation(uint Length, AllocationType Type, uint Block, ushort Partition)
{
    public const int LongSize = 16;
    public const int ShortSize = 8;

    public static LongAllocation ReadLong(ReadOnlySpan<byte> bytes) =>
        ReadShort(bytes, BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]));

    public static LongAllocation ReadShort(ReadOnlySpan<byte> bytes, ushort partition)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return new LongAllocation(length & 0x3FFF_FFFF, (AllocationType)(length >> 30), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), partition);
    }
}

/// <summary>The two highest bits of an extent length (ECMA-167 4/14.14.1.1).</summary>
internal enum AllocationType
{
    Recorded = 0,
    AllocatedNotRecorded = 1,
    NotAllocated = 2,
    NextDescriptors = 3,
}
