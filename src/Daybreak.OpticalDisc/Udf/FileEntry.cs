using System.Buffers.Binary;
using Daybreak.OpticalDisc.Reading;

namespace Daybreak.OpticalDisc.Udf;

/// <summary>A File Entry or Extended File Entry (ECMA-167 4/14.9 and 4/14.17): what a file is and where its bytes are.</summary>
/// <param name="Place">Where the entry stands.</param>
/// <param name="Address">Its ICB, which the short allocation descriptors take their partition from.</param>
/// <param name="FileType">ECMA-167 4/14.6.6: 4 is a directory, 5 a file.</param>
/// <param name="Form">How its bytes are allocated.</param>
/// <param name="Length">Bytes of content.</param>
/// <param name="Block">The whole block.</param>
/// <param name="DescriptorsOffset">Where in the block the allocation descriptors, or the embedded bytes, begin.</param>
/// <param name="DescriptorsLength">How many bytes they have.</param>
internal sealed record FileEntry(
    Place Place, LongAllocation Address, byte FileType, AllocationForm Form, long Length, byte[] Block, int DescriptorsOffset, int DescriptorsLength)
{
    public bool IsDirectory => FileType == 4;

    /// <summary>Ordinary files; 0 is "not specified", 249 a real-time file (UDF 2.01), whose bytes are read like any other's.</summary>
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

    public static Parsed<FileEntry> Parse(byte[] block, Place place, LongAllocation address)
    {
        var lengths = Tag.Id(block) == TagId.FileEntry ? 168 : 208;
        var start = lengths + 8;
        var attributes = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(lengths));
        var descriptors = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(lengths + 4));
        if ((long)attributes + descriptors > block.Length - start)
        {
            return place.Fail(DiscErrorReason.OutOfBounds,
                $"{attributes} bytes of extended attributes and {descriptors} of allocation descriptors do not fit into {block.Length - start}");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(block.AsSpan(56));
        if (length > long.MaxValue)
            return place.Fail(DiscErrorReason.InvalidField, $"the information length is {length}");
        var form = BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(34)) & 7;
        if (form is not (0 or 1 or 3))
        {
            return form == 2
                ? place.Fail(DiscErrorReason.Unsupported, "it uses extended allocation descriptors, which UDF forbids")
                : place.Fail(DiscErrorReason.InvalidField, $"the form of allocation is {form}");
        }

        return new FileEntry(place, address, block[27], (AllocationForm)form, (long)length, block, start + (int)attributes, (int)descriptors);
    }
}

/// <summary>The lowest bits of the ICB flags (ECMA-167 4/14.6.8).</summary>
internal enum AllocationForm
{
    Short = 0,
    Long = 1,
    Embedded = 3,
}
