namespace Daybreak.OpticalDisc.Reading;

/// <summary>A contiguous range of bytes of a file.</summary>
/// <param name="Start">The offset in the file.</param>
/// <param name="Length">The number of bytes.</param>
/// <param name="Offset">The offset in the image, or <see cref="Unrecorded"/> for bytes that read as zero.</param>
/// <param name="Block">The logical block of the first byte, counted in its partition or volume.</param>
internal readonly record struct Extent(long Start, long Length, long Offset, uint Block)
{
    public const long Unrecorded = -1;
}
