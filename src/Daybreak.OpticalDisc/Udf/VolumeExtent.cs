namespace Daybreak.OpticalDisc.Udf;

/// <summary>An extent of the volume, outside any partition: extent_ad (ECMA-167 3/7.1).</summary>
/// <param name="Length">The size in bytes.</param>
/// <param name="Sector">The first sector, from the start of the image.</param>
internal readonly record struct VolumeExtent(uint Length, uint Sector)
{
    public static VolumeExtent Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
}
