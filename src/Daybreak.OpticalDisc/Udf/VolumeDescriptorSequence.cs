namespace Daybreak.OpticalDisc.Udf;

/// <summary>The descriptors of the volume (ECMA-167 3/8.4.2): one primary, one logical volume, the partitions.</summary>
internal sealed record VolumeDescriptorSequence(VolumeDescriptor Primary, VolumeDescriptor Logical, IReadOnlyDictionary<ushort, VolumeDescriptor> Partitions)
{
    /// <summary>The main sequence, or the reserve sequence if the main one is damaged. A note then describes the damage.</summary>
    public static Parsed<VolumeDescriptorSequence> Read(SectorSource source, Anchor anchor, List<DiscError> notes)
    {
        if (ReadOne(source, anchor.SectorSize, anchor.Main).Is(out var main, out var error)) return main;
        if (!ReadOne(source, anchor.SectorSize, anchor.Reserve).Is(out var reserve, out var second))
            return error with { Detail = $"{error.Detail}; the reserve sequence is damaged too ({second})" };
        notes.Add(error);
        return reserve;
    }

    private static Parsed<VolumeDescriptorSequence> ReadOne(SectorSource source, int sectorSize, VolumeExtent extent)
    {
        VolumeDescriptor? primary = null, logical = null;
        var partitions = new Dictionary<ushort, VolumeDescriptor>();
        var start = new Location(extent.Sector, sectorSize, "Volume Descriptor Sequence");
        var sector = extent.Sector;
        var left = extent.Length / sectorSize;
        int hops = 0, descriptors = 0;
        while (left > 0)
        {
            if (++descriptors > source.Limits.MaxVolumeDescriptors)
                return start.Fail(DiscErrorReason.LimitExceeded, $"it has more than {source.Limits.MaxVolumeDescriptors} descriptors");
            var location = new Location(sector, sectorSize, start.Structure);
            if (!source.Read(location, sectorSize).Is(out var block, out var error)) return error;
            if (Tag.IsBlank(block)) break;
            var id = Tag.Id(block);
            if (id is >= TagId.PrimaryVolume and <= TagId.Terminating) location = location with { Structure = id.Name() };
            if (CheckVolumeTag(block, id, sector, location) is { } wrong) return wrong;
            var descriptor = new VolumeDescriptor(location, block);
            sector++;
            left--;
            switch (id)
            {
                case TagId.PrimaryVolume:
                    primary = VolumeDescriptor.Prevailing(primary, descriptor);
                    break;
                case TagId.LogicalVolume:
                    logical = VolumeDescriptor.Prevailing(logical, descriptor);
                    break;
                case TagId.Partition:
                    var number = BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(22));
                    partitions[number] = VolumeDescriptor.Prevailing(partitions.GetValueOrDefault(number), descriptor);
                    break;
                case TagId.VolumePointer:
                    if (++hops > source.Limits.MaxHops)
                        return location.Fail(DiscErrorReason.LimitExceeded, $"the sequence is continued more than {source.Limits.MaxHops} times");
                    var next = VolumeExtent.Read(block.AsSpan(20));
                    (sector, left) = (next.Sector, next.Length / sectorSize);
                    break;
                case TagId.Terminating:
                    left = 0;
                    break;
                case TagId.ImplementationUse or TagId.UnallocatedSpace:
                    break;
                default:
                    return location.Fail(DiscErrorReason.WrongType, $"tag identifier is {(int)id}, which is not allowed in the sequence");
            }
        }

        if (primary is null) return start.Fail(DiscErrorReason.InvalidField, "it has no Primary Volume Descriptor");
        if (logical is null) return start.Fail(DiscErrorReason.InvalidField, "it has no Logical Volume Descriptor");
        return new VolumeDescriptorSequence(primary, logical, partitions);
    }

    /// <summary>An Unallocated Space Descriptor may be longer than a sector. It is skipped, so only its tag is checked.</summary>
    private static DiscError? CheckVolumeTag(byte[] block, TagId id, uint sector, in Location location) =>
        id == TagId.UnallocatedSpace && BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(10)) > block.Length - Tag.Size
            ? Tag.CheckHead(block, sector, location)
            : Tag.Check(block, sector, location);
}
