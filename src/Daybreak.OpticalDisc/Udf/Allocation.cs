namespace Daybreak.OpticalDisc.Udf;

/// <summary>Follows allocation descriptors (ECMA-167 4/12) from a file entry through its continuations to the extents of the file.</summary>
internal sealed class Allocation
{
    private readonly LogicalVolume volume;
    private readonly FileEntry entry;
    private readonly DiscContentBuilder content;

    private Allocation(LogicalVolume volume, FileEntry entry)
    {
        this.volume = volume;
        this.entry = entry;
        content = new DiscContentBuilder(volume.Source, entry.Length, entry.Location);
    }

    public static Parsed<DiscContent> Follow(LogicalVolume volume, FileEntry entry)
    {
        var allocation = new Allocation(volume, entry);
        return (entry.Form == AllocationForm.Embedded ? allocation.Embed() : allocation.Follow()) is { } error
            ? error
            : allocation.content.Finish();
    }

    private DiscError? Embed()
    {
        if (entry.Length > entry.DescriptorsLength)
        {
            return entry.Location.Fail(DiscErrorReason.OutOfBounds,
                $"{entry.Length} bytes should be embedded, but there are {entry.DescriptorsLength}");
        }

        content.Add(entry.Location.Offset + entry.DescriptorsOffset, entry.Length, entry.Address.Block);
        return null;
    }

    private DiscError? Follow()
    {
        var size = entry.Form == AllocationForm.Short ? LongAllocation.ShortSize : LongAllocation.LongSize;
        var location = entry.Location;
        ReadOnlySpan<byte> rest = entry.Block.AsSpan(entry.DescriptorsOffset, entry.DescriptorsLength);
        while (!content.IsComplete && rest.Length > 0)
        {
            if (rest.Length < size)
                return location.Fail(DiscErrorReason.OutOfBounds, $"only {rest.Length} bytes remain for an allocation descriptor of {size} bytes");
            if (content.Count() is { } tooMany) return tooMany;
            var next = size == LongAllocation.LongSize
                ? LongAllocation.ReadLong(rest)
                : LongAllocation.ReadShort(rest, entry.Address.Partition);
            if (next.Length == 0) return null;
            rest = rest[size..];
            if (next.Type == AllocationType.NextDescriptors)
            {
                if (!ReadContinuation(next, location).Is(out var continuation, out var error)) return error;
                location = continuation.Location;
                rest = continuation.Descriptors.Span;
            }
            else if (Add(next, location) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private DiscError? Add(LongAllocation extent, in Location location)
    {
        // ECMA-167 4/12.1: only the last extent may end within a block.
        if (content.Covered % volume.BlockSize != 0)
            return location.Fail(DiscErrorReason.InvalidField, $"an extent that is not the last ends within a block, at byte {content.Covered}");
        if (extent.Type != AllocationType.Recorded)
        {
            content.Add(Extent.Unrecorded, extent.Length, extent.Block);
            return null;
        }

        var blocks = (extent.Length + (long)volume.BlockSize - 1) / volume.BlockSize;
        if (volume.CheckBounds(extent.Block, blocks, extent.Partition, location) is { } error) return error;
        long left = extent.Length;
        var block = extent.Block;
        while (left > 0 && !content.IsComplete)
        {
            var (sector, run) = volume.Partitions[extent.Partition].Locate(block, blocks);
            var count = Math.Min(left, run * volume.BlockSize);
            content.Add(sector * volume.BlockSize, count, block);
            left -= count;
            blocks -= run;
            block += (uint)run;
        }

        return null;
    }

    private Parsed<(Location Location, ReadOnlyMemory<byte> Descriptors)> ReadContinuation(LongAllocation at, in Location from)
    {
        if (!volume.ReadBlock(at.Block, at.Partition, TagId.AllocationExtent.Name(), from).Is(out var found, out var error)) return error;
        var (location, block) = found;
        if ((Tag.Check(block, at.Block, location) ?? Tag.CheckType(block, TagId.AllocationExtent, location)) is { } wrong) return wrong;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(20));
        if (length > block.Length - 24)
            return location.Fail(DiscErrorReason.OutOfBounds, $"{length} bytes of allocation descriptors exceed the {block.Length - 24} bytes of the block");
        return (location, block.AsMemory(24, (int)length));
    }
}
