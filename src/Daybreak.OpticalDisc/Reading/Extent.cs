namespace Daybreak.OpticalDisc.Reading;

/// <summary>A run of bytes of a file.</summary>
/// <param name="Start">Where it begins in the file.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Offset">Where it begins in the image, or <see cref="Unrecorded"/> for bytes that read as zero.</param>
/// <param name="Block">The logical block of its first byte, counted in its partition or volume.</param>
internal readonly record struct Extent(long Start, long Length, long Offset, uint Block)
{
    public const long Unrecorded = -1;
}
