namespace Daybreak.OpticalDisc.Udf;

/// <summary>Finds the current (Extended) File Entry of an ICB: the only one, or the last of a chain (strategy 4096).</summary>
internal static class InformationControlBlock
{
    private const int StrategyDirect = 4;
    private const int StrategyChained = 4096;

    public static Parsed<FileEntry> Read(LogicalVolume volume, LongAllocation icb, Location from)
    {
        FileEntry? prevailing = null;
        for (var hops = 0; hops <= volume.Source.Limits.MaxHops; hops++)
        {
            if (!volume.ReadBlock(icb.Block, icb.Partition, TagId.FileEntry.Name(), from).Is(out var found, out var error)) return error;
            var (location, block) = found;
            var id = Tag.Id(block);
            if (id is TagId.ExtendedFileEntry or TagId.IndirectEntry) location = location with { Structure = id.Name() };
            if (Tag.Check(block, icb.Block, location) is { } wrong) return wrong;
            if (id == TagId.IndirectEntry)
            {
                if (!Indirect(block, location).Is(out icb, out error)) return error;
                from = location;
                continue;
            }

            if (id is not (TagId.FileEntry or TagId.ExtendedFileEntry))
                return location.Fail(DiscErrorReason.WrongType, $"tag identifier is {(int)id} ({id.Name()}), expected 261 or 266");
            if (!FileEntry.Parse(block, location, icb).Is(out prevailing, out error)) return error;
            var strategy = BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(20));
            if (strategy == StrategyDirect) return prevailing;
            if (strategy != StrategyChained)
                return location.Fail(DiscErrorReason.Unsupported, $"ICB strategy is {strategy}, expected 4 or 4096");
            if (!Newer(volume, icb, location).Is(out var newer, out error)) return error;
            if (newer is null) return prevailing;
            icb = newer.Value;
            from = location;
        }

        return from.Fail(DiscErrorReason.LimitExceeded, $"more than {volume.Source.Limits.MaxHops} indirect entries follow one ICB");
    }

    /// <summary>UDF 6.6: the second block of the ICB is unrecorded, a Terminal Entry, or refers to the entry that replaces this one.</summary>
    private static Parsed<LongAllocation?> Newer(LogicalVolume volume, LongAllocation icb, Location from)
    {
        if (icb.Length < 2L * volume.BlockSize) return (LongAllocation?)null;
        var next = icb.Block + 1;
        if (!volume.ReadBlock(next, icb.Partition, TagId.IndirectEntry.Name(), from).Is(out var found, out var error)) return error;
        var (location, block) = found;
        if (Tag.IsBlank(block)) return (LongAllocation?)null;
        if (Tag.Check(block, next, location) is { } wrong) return wrong;
        if (Tag.Id(block) == TagId.TerminalEntry) return (LongAllocation?)null;
        if (Tag.CheckType(block, TagId.IndirectEntry, location) is { } other) return other;
        if (!Indirect(block, location).Is(out var indirect, out error)) return error;
        return indirect;
    }

    private static Parsed<LongAllocation> Indirect(byte[] block, in Location location)
    {
        var icb = LongAllocation.ReadLong(block.AsSpan(36));
        return icb.Length > 0 ? icb : location.Fail(DiscErrorReason.InvalidField, "it refers to no entry");
    }
}
