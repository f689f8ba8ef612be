namespace Daybreak.OpticalDisc.Udf;

/// <summary>Partition maps (ECMA-167 3/10.7, UDF 2.2.8 and 2.2.9): type 1, and the sparable maps of type 2.</summary>
internal static class PartitionMap
{
    private const int SparableSize = 64;

    public static Parsed<UdfPartition> Read(SectorSource source, VolumeDescriptorSequence sequence, ReadOnlySpan<byte> map, int index, List<DiscError> notes)
    {
        var location = sequence.Logical.Location;
        switch (map[0])
        {
            case 1 when map.Length == 6:
                return Find(sequence, BinaryPrimitives.ReadUInt16LittleEndian(map[4..]), index, null);
            case 2 when map.Length == SparableSize:
                var type = EntityId.Text(map[4..]);
                if (type != "*UDF Sparable Partition")
                    return location.Fail(DiscErrorReason.Unsupported, $"partition map {index} is a \"{type}\", expected type 1 or \"*UDF Sparable Partition\"");
                if (!SparingTable.Read(source, map, location, notes).Is(out var sparing, out var error)) return error;
                return Find(sequence, BinaryPrimitives.ReadUInt16LittleEndian(map[38..]), index, sparing);
            default:
                return location.Fail(DiscErrorReason.InvalidField, $"partition map {index} has type {map[0]} and {map.Length} bytes");
        }
    }

    private static Parsed<UdfPartition> Find(VolumeDescriptorSequence sequence, ushort number, int index, SparingTable? sparing)
    {
        if (!sequence.Partitions.TryGetValue(number, out var descriptor))
        {
            return sequence.Logical.Location.Fail(DiscErrorReason.InvalidField,
                $"partition map {index} refers to partition {number}, which has no Partition Descriptor");
        }

        var (location, block) = descriptor;
        var contents = block.AsSpan(24, 32);
        if (!EntityId.Is(contents, "+NSR02") && !EntityId.Is(contents, "+NSR03"))
            return location.Fail(DiscErrorReason.Unsupported, $"the contents are \"{EntityId.Text(contents)}\", expected \"+NSR02\" or \"+NSR03\"");
        var start = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(188));
        var length = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(192));
        if (length == 0 || start > uint.MaxValue - length)
            return location.Fail(DiscErrorReason.OutOfBounds, $"the partition has {length} sectors from sector {start}, which is out of range");
        return new UdfPartition(start, length, sparing);
    }
}
