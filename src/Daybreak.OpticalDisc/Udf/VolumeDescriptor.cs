namespace Daybreak.OpticalDisc.Udf;

/// <summary>A verified descriptor of a volume descriptor sequence and its location.</summary>
internal sealed record VolumeDescriptor(Location Location, byte[] Block)
{
    /// <summary>Of several descriptors of one kind, the one with the highest number applies (ECMA-167 3/8.4.3).</summary>
    public uint SequenceNumber => BinaryPrimitives.ReadUInt32LittleEndian(Block.AsSpan(16));

    public static VolumeDescriptor Prevailing(VolumeDescriptor? known, VolumeDescriptor next) =>
        known is null || next.SequenceNumber >= known.SequenceNumber ? next : known;
}
