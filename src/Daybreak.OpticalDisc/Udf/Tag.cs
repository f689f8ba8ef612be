namespace Daybreak.OpticalDisc.Udf;

/// <summary>The 16 bytes before every UDF descriptor (ECMA-167 3/7.2): type, checksum, CRC and location.</summary>
internal static class Tag
{
    public const int Size = 16;

    public static TagId Id(ReadOnlySpan<byte> descriptor) => (TagId)BinaryPrimitives.ReadUInt16LittleEndian(descriptor);

    /// <summary>A block that was never recorded or was erased.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> descriptor) => !descriptor[..Size].ContainsAnyExcept((byte)0);

    /// <summary>Checks the tag and the CRC, but not the type. The span ends at the maximum end of the descriptor.</summary>
    /// <param name="descriptor">The descriptor with its tag.</param>
    /// <param name="expectedLocation">The sector or logical block that the tag must contain.</param>
    /// <param name="location">The location in the image, for messages.</param>
    public static DiscError? Check(ReadOnlySpan<byte> descriptor, uint expectedLocation, in Location location)
    {
        if (CheckHead(descriptor, expectedLocation, location) is { } error) return error;

        int crcLength = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[10..]);
        if (crcLength > descriptor.Length - Size)
            return location.Fail(DiscErrorReason.OutOfBounds, $"the CRC covers {crcLength} bytes, expected at most {descriptor.Length - Size} after the tag");
        var crc = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[8..]);
        var computed = Crc16.Of(descriptor.Slice(Size, crcLength));
        return crc == computed
            ? null
            : location.Fail(DiscErrorReason.CrcMismatch, $"CRC is 0x{crc:x4}, computed 0x{computed:x4} over {crcLength} bytes");
    }

    /// <summary>Checks the tag: checksum, version and location.</summary>
    public static DiscError? CheckHead(ReadOnlySpan<byte> descriptor, uint expectedLocation, in Location location)
    {
        if (IsBlank(descriptor)) return location.Fail(DiscErrorReason.WrongType, "the block is not recorded (only zeros)");
        byte sum = 0;
        for (var i = 0; i < Size; i++) sum += i == 4 ? (byte)0 : descriptor[i];
        if (sum != descriptor[4])
            return location.Fail(DiscErrorReason.ChecksumMismatch, $"tag checksum is 0x{descriptor[4]:x2}, computed 0x{sum:x2}");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[2..]);
        if (version is not (2 or 3))
            return location.Fail(DiscErrorReason.InvalidField, $"descriptor version is {version}, expected 2 or 3");
        var found = BinaryPrimitives.ReadUInt32LittleEndian(descriptor[12..]);
        return found == expectedLocation
            ? null
            : location.Fail(DiscErrorReason.LocationMismatch, $"tag location is {found}, expected {expectedLocation}");
    }

    public static DiscError? CheckType(ReadOnlySpan<byte> descriptor, TagId expected, in Location location)
    {
        var id = Id(descriptor);
        return id == expected
            ? null
            : location.Fail(DiscErrorReason.WrongType, $"tag identifier is {(int)id} ({id.Name()}), expected {(int)expected}");
    }

    /// <summary>Reads a block that must be a descriptor of this type.</summary>
    public static Parsed<byte[]> Read(SectorSource source, in Location location, uint expectedLocation, TagId expected)
    {
        if (!source.Read(location, location.SectorSize).Is(out var block, out var error)) return error;
        if ((Check(block, expectedLocation, location) ?? CheckType(block, expected, location)) is { } wrong) return wrong;
        return block;
    }
}
