namespace Daybreak.OpticalDisc.Udf;

/// <summary>The File Set Descriptor (ECMA-167 4/14.1): the location of the root directory.</summary>
internal static class FileSet
{
    public static Parsed<(Location FileSet, LongAllocation Root)> ReadRoot(LogicalVolume volume, in Location logicalVolume)
    {
        var (length, type, block, partition) = volume.FileSet;
        if (type != AllocationType.Recorded || length == 0)
            return logicalVolume.Fail(DiscErrorReason.InvalidField, "it has no recorded file set");
        if (!volume.ReadBlock(block, partition, TagId.FileSet.Name(), logicalVolume).Is(out var found, out var error)) return error;
        var (location, bytes) = found;
        if ((Tag.Check(bytes, block, location) ?? Tag.CheckType(bytes, TagId.FileSet, location)) is { } wrong) return wrong;
        var characterSet = bytes[48];
        if (characterSet != 0)
            return location.Fail(DiscErrorReason.Unsupported, $"the character set is {characterSet}, expected 0 (OSTA CS0)");
        var root = LongAllocation.ReadLong(bytes.AsSpan(400));
        return root.Length > 0 ? (location, root) : location.Fail(DiscErrorReason.InvalidField, "it has no root directory");
    }
}
