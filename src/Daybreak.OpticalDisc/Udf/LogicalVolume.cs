using System.Globalization;

namespace Daybreak.OpticalDisc.Udf;

/// <summary>The logical volume (ECMA-167 3/10.6, UDF 2.2.4): block size, partitions in the numbering of file addresses, and the file set.</summary>
internal sealed record LogicalVolume(SectorSource Source, int BlockSize, UdfPartition[] Partitions, LongAllocation FileSet, string Label, string Revision)
{
    private const string Domain = "*OSTA UDF Compliant";
    private const int MapsOffset = 440;

    public static Parsed<LogicalVolume> Read(SectorSource source, VolumeDescriptorSequence sequence, List<DiscError> notes)
    {
        var (location, block) = sequence.Logical;
        var blockSize = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(212));
        if (blockSize != location.SectorSize)
            return location.Fail(DiscErrorReason.InvalidField, $"logical block size is {blockSize}, but the sector size is {location.SectorSize}");
        var domain = block.AsSpan(216, 32);
        if (!EntityId.Is(domain, Domain))
            return location.Fail(DiscErrorReason.Unsupported, $"the domain is \"{EntityId.Text(domain)}\", expected \"{Domain}\"");
        var revision = BinaryPrimitives.ReadUInt16LittleEndian(domain[EntityId.SuffixOffset..]);
        if (!ReadMaps(source, sequence, notes).Is(out var partitions, out var error)) return error;
        return new LogicalVolume(source, (int)blockSize, partitions, LongAllocation.ReadLong(block.AsSpan(248)),
            VolumeLabel.Read(block.AsSpan(84, 128), "logical volume identifier", location, notes),
            string.Create(CultureInfo.InvariantCulture, $"{revision >> 8:x}.{revision & 0xFF:x2}"));
    }

    private static Parsed<UdfPartition[]> ReadMaps(SectorSource source, VolumeDescriptorSequence sequence, List<DiscError> notes)
    {
        var (location, block) = sequence.Logical;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(264));
        var count = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(268));
        if (length > block.Length - MapsOffset)
            return location.Fail(DiscErrorReason.OutOfBounds, $"the partition maps have {length} bytes, expected at most {block.Length - MapsOffset}");
        // The shortest map has 6 bytes, so the size of the table limits the count.
        if (count == 0 || count > length / 6)
            return location.Fail(DiscErrorReason.InvalidField, $"{count} partition maps in {length} bytes");

        var partitions = new UdfPartition[count];
        var rest = block.AsSpan(MapsOffset, (int)length);
        for (var i = 0; i < partitions.Length; i++)
        {
            if (rest.Length < 2 || rest[1] < 6 || rest[1] > rest.Length)
                return location.Fail(DiscErrorReason.OutOfBounds, $"partition map {i} exceeds the {length} bytes of the maps");
            if (!PartitionMap.Read(source, sequence, rest[..rest[1]], i, notes).Is(out var partition, out var error)) return error;
            partitions[i] = partition;
            rest = rest[rest[1]..];
        }

        return partitions;
    }

    /// <summary>The location of a block, after checking that the block is in its partition.</summary>
    public Parsed<Location> PlaceOf(uint block, ushort partition, string structure, in Location from)
    {
        if (CheckBounds(block, 1, partition, from) is { } error) return error;
        return new Location(Partitions[partition].Locate(block, 1).Sector, BlockSize, structure);
    }

    public DiscError? CheckBounds(uint block, long count, ushort partition, in Location from)
    {
        if (partition >= Partitions.Length)
            return from.Fail(DiscErrorReason.OutOfBounds, $"it refers to partition {partition}, but the volume has {Partitions.Length}");
        var length = Partitions[partition].Length;
        return block < length && count <= length - block
            ? null
            : from.Fail(DiscErrorReason.OutOfBounds, $"it refers to {count} blocks at block {block}, but partition {partition} has {length} blocks");
    }

    /// <summary>Reads a descriptor of the file system. Its tag must contain the number of the block.</summary>
    public Parsed<(Location Location, byte[] Block)> ReadBlock(uint block, ushort partition, string structure, in Location from)
    {
        if (!PlaceOf(block, partition, structure, from).Is(out var location, out var error)) return error;
        if (!Source.Read(location, BlockSize).Is(out var bytes, out error)) return error;
        return (location, bytes);
    }
}
