namespace Daybreak.OpticalDisc.Udf;

/// <summary>A File Entry or Extended File Entry (ECMA-167 4/14.9 and 4/14.17): the type of a file and the location of its bytes.</summary>
/// <param name="Location">The location for messages.</param>
/// <param name="Address">Its ICB, which defines the partition of short allocation descriptors.</param>
/// <param name="FileType">ECMA-167 4/14.6.6: 4 is a directory, 5 a file.</param>
/// <param name="Form">The form of its allocation.</param>
/// <param name="Length">The size of the content in bytes.</param>
/// <param name="Block">The whole block.</param>
/// <param name="DescriptorsOffset">The offset of the allocation descriptors, or of the embedded bytes, in the block.</param>
/// <param name="DescriptorsLength">Their size in bytes.</param>
internal sealed record FileEntry(
    Location Location, LongAllocation Address, byte FileType, AllocationForm Form, long Length, byte[] Block, int DescriptorsOffset, int DescriptorsLength)
{
    public bool IsDirectory => FileType == 4;

    /// <summary>Ordinary files. 0 means "not specified"; 249 is a real-time file (UDF 2.01), which is read like other files.</summary>
    public bool IsFile => FileType is 0 or 5 or 249;

    public string TypeName => FileType switch
    {
        4 => "a directory",
        6 or 7 => "a device",
        9 => "a pipe",
        10 => "a socket",
        12 => "a symbolic link",
        _ => $"of file type {FileType}",
    };

    public static Parsed<FileEntry> Parse(byte[] block, Location location, LongAllocation address)
    {
        var lengths = Tag.Id(block) == TagId.FileEntry ? 168 : 208;
        var start = lengths + 8;
        var attributes = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(lengths));
        var descriptors = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(lengths + 4));
        if ((long)attributes + descriptors > block.Length - start)
        {
            return location.Fail(DiscErrorReason.OutOfBounds,
                $"{attributes} bytes of extended attributes and {descriptors} of allocation descriptors exceed the {block.Length - start} bytes of the block");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(block.AsSpan(56));
        if (length > long.MaxValue)
            return location.Fail(DiscErrorReason.InvalidField, $"the information length is {length}");
        var form = BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(34)) & 7;
        if (form is not (0 or 1 or 3))
        {
            return form == 2
                ? location.Fail(DiscErrorReason.Unsupported, "it uses extended allocation descriptors, which UDF does not allow")
                : location.Fail(DiscErrorReason.InvalidField, $"the form of allocation is {form}, expected 0, 1 or 3");
        }

        return new FileEntry(location, address, block[27], (AllocationForm)form, (long)length, block, start + (int)attributes, (int)descriptors);
    }
}

/// <summary>The lowest bits of the ICB flags (ECMA-167 4/14.6.8).</summary>
internal enum AllocationForm
{
    Short = 0,
    Long = 1,
    Embedded = 3,
}
