namespace Daybreak.OpticalDisc.Recognition;

/// <summary>The volume recognition sequence from byte 32768 (ECMA-167 2/8, ECMA-119 6.2.1): the file systems that the image announces.</summary>
/// <param name="HasIso9660">There is a volume descriptor of ISO 9660 (CD001).</param>
/// <param name="HasExtendedArea">There is an extended area for other standards (BEA01).</param>
/// <param name="HasUdf">The extended area announces UDF (NSR02 or NSR03).</param>
internal sealed record VolumeRecognition(bool HasIso9660, bool HasExtendedArea, bool HasUdf)
{
    public const int FirstByte = 32768;
    private const int DescriptorSize = 2048;
    private const int MaxDescriptors = 64;

    /// <summary>A descriptor has 2048 bytes, or a whole sector if sectors are larger.</summary>
    public static VolumeRecognition Read(SectorSource source)
    {
        var found = Read(source, DescriptorSize);
        return found is { HasExtendedArea: true, HasUdf: false } && Read(source, 2 * DescriptorSize) is { HasUdf: true } large ? large : found;
    }

    private static VolumeRecognition Read(SectorSource source, int stride)
    {
        bool iso = false, extended = false, udf = false;
        Span<byte> head = stackalloc byte[6];
        for (var i = 0; i < MaxDescriptors; i++)
        {
            if (source.Copy(FirstByte + (long)i * stride, head) < head.Length || !head.ContainsAnyExcept((byte)0)) break;
            switch (Encoding.Latin1.GetString(head[1..]))
            {
                case "CD001":
                    iso = true;
                    break;
                case "BEA01":
                    extended = true;
                    break;
                case "NSR02" or "NSR03":
                    udf = true;
                    break;
                case "TEA01":
                    return new VolumeRecognition(iso, extended, udf);
            }
        }

        return new VolumeRecognition(iso, extended, udf);
    }
}
