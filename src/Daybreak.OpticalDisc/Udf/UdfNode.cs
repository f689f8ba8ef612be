namespace Daybreak.OpticalDisc.Udf;

/// <summary>A directory entry of a UDF volume. Its File Entry is read only when it is opened.</summary>
internal sealed class UdfNode(LogicalVolume volume, string name, bool isDirectory, LongAllocation icb, Location from) : DiscNode(name, isDirectory)
{
    public override DiscError? Scan(Func<DiscNode, bool> visit)
    {
        if (!InformationControlBlock.Read(volume, icb, from).Is(out var entry, out var error)) return error;
        if (!entry.IsDirectory)
            return entry.Location.Fail(DiscErrorReason.InvalidField, $"\"{Name}\" is {entry.TypeName}, but a directory according to its parent");
        if (!Allocation.Follow(volume, entry).Is(out var content, out error)) return error;
        return UdfDirectory.Scan(volume, content, entry.Location, visit);
    }

    public override Parsed<DiscContent> Open()
    {
        if (!InformationControlBlock.Read(volume, icb, from).Is(out var entry, out var error)) return error;
        if (!entry.IsFile) return entry.Location.Fail(DiscErrorReason.NotAFile, $"\"{Name}\" is {entry.TypeName}");
        if (entry.Length > volume.Source.Limits.MaxFileSize)
        {
            return entry.Location.Fail(DiscErrorReason.LimitExceeded,
                $"\"{Name}\" has {entry.Length} bytes; the limit is {volume.Source.Limits.MaxFileSize}");
        }

        return Allocation.Follow(volume, entry);
    }
}
