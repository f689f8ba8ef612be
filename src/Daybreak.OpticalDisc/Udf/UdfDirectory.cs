namespace Daybreak.OpticalDisc.Udf;

/// <summary>Enumerates the File Identifier Descriptors of a directory (ECMA-167 4/14.4), which may cross block and extent boundaries.</summary>
internal static class UdfDirectory
{
    private const int FixedSize = 38;
    private const int DirectoryBit = 1 << 1, DeletedBit = 1 << 2, ParentBit = 1 << 3;

    public static DiscError? Scan(LogicalVolume volume, DiscContent content, Location directory, Func<DiscNode, bool> visit)
    {
        var entries = 0;
        for (long position = 0; position < content.Length;)
        {
            if (++entries > volume.Source.Limits.MaxDirectoryEntries)
                return directory.Fail(DiscErrorReason.LimitExceeded, $"the directory has more than {volume.Source.Limits.MaxDirectoryEntries} entries");
            if (!ReadIdentifier(volume, content, position, directory).Is(out var found, out var error)) return error;
            var (location, identifier) = found;
            position += identifier.Length;
            if ((identifier[18] & (DeletedBit | ParentBit)) != 0) continue;
            if (!Parse(volume, identifier, location).Is(out var node, out error)) return error;
            if (!visit(node)) return null;
        }

        return null;
    }

    private static Parsed<(Location Location, byte[] Identifier)> ReadIdentifier(LogicalVolume volume, DiscContent content, long position, Location directory)
    {
        var extent = content.At(position);
        var within = position - extent.Start;
        var location = extent.Offset == Extent.Unrecorded
            ? directory
            : new Location((extent.Offset + within) / volume.BlockSize, volume.BlockSize, TagId.FileIdentifier.Name());
        // All bytes embedded in a File Entry have the location of the entry's block.
        var block = extent.Block + (uint)((extent.Offset % volume.BlockSize + within) / volume.BlockSize);

        Span<byte> head = stackalloc byte[FixedSize];
        if (content.Fill(position, head, location) is { } error) return error;
        if ((Tag.CheckHead(head, block, location) ?? Tag.CheckType(head, TagId.FileIdentifier, location)) is { } wrong) return wrong;
        var size = FixedSize + head[19] + BinaryPrimitives.ReadUInt16LittleEndian(head[36..]);
        var identifier = new byte[(size + 3) / 4 * 4];
        if (content.Fill(position, identifier, location) is { } cut) return cut;
        return Tag.Check(identifier, block, location) is { } damaged ? damaged : (location, identifier);
    }

    private static Parsed<DiscNode> Parse(LogicalVolume volume, byte[] identifier, Location location)
    {
        int implementationUse = BinaryPrimitives.ReadUInt16LittleEndian(identifier.AsSpan(36));
        if (!Cs0Text.TryDecode(identifier.AsSpan(FixedSize + implementationUse, identifier[19]), out var name))
            return location.Fail(DiscErrorReason.InvalidName, name);
        if (EntryName.ProblemWith(name) is { } problem) return location.Fail(DiscErrorReason.InvalidName, problem);
        var icb = LongAllocation.ReadLong(identifier.AsSpan(20));
        if (icb.Length == 0 || icb.Type != AllocationType.Recorded)
            return location.Fail(DiscErrorReason.InvalidField, $"\"{name}\" has no recorded file entry");
        return new UdfNode(volume, name, (identifier[18] & DirectoryBit) != 0, icb, location);
    }
}
