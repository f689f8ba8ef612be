namespace Daybreak.OpticalDisc.Iso9660;

/// <summary>Numbers stored in both byte orders (ECMA-119 7.2.3 and 7.3.3), the only redundancy of ISO 9660.</summary>
internal static class BothEndian
{
    public static Parsed<uint> Read32(ReadOnlySpan<byte> field, string what, in Location location)
    {
        var little = BinaryPrimitives.ReadUInt32LittleEndian(field);
        var big = BinaryPrimitives.ReadUInt32BigEndian(field[4..]);
        return little == big ? little : Mismatch(little, big, what, location);
    }

    public static Parsed<uint> Read16(ReadOnlySpan<byte> field, string what, in Location location)
    {
        uint little = BinaryPrimitives.ReadUInt16LittleEndian(field);
        uint big = BinaryPrimitives.ReadUInt16BigEndian(field[2..]);
        return little == big ? little : Mismatch(little, big, what, location);
    }

    private static DiscError Mismatch(uint little, uint big, string what, in Location location) =>
        location.Fail(DiscErrorReason.InvalidField, $"{what} is {little} in one byte order and {big} in the other");
}
