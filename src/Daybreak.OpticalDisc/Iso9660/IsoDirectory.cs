namespace Daybreak.OpticalDisc.Iso9660;

/// <summary>Enumerates the records of a directory (ECMA-119 6.8.1). A record is within one sector; the rest of a sector is zeros.</summary>
internal static class IsoDirectory
{
    private const int SectorSize = VolumeDescriptorSet.SectorSize;

    public static DiscError? Scan(IsoVolume volume, DiscContent content, Location directory, Func<DiscNode, bool> visit)
    {
        var entries = 0;
        IsoNode? unfinished = null;
        byte[] unfinishedName = [];
        var sector = new byte[SectorSize];
        for (long start = 0; start < content.Length; start += SectorSize)
        {
            var used = sector.AsSpan(0, (int)Math.Min(SectorSize, content.Length - start));
            var extent = content.At(start);
            var location = new Location((extent.Offset + start - extent.Start) / SectorSize, SectorSize, IsoNode.RecordStructure);
            if (content.Fill(start, used, location) is { } unread) return unread;
            while (used.Length > 0 && used[0] != 0)
            {
                if (used[0] > used.Length)
                    return location.Fail(DiscErrorReason.OutOfBounds, $"a record of {used[0]} bytes exceeds its sector by {used[0] - used.Length} bytes");
                if (++entries > volume.Source.Limits.MaxDirectoryEntries)
                    return directory.Fail(DiscErrorReason.LimitExceeded, $"the directory has more than {volume.Source.Limits.MaxDirectoryEntries} entries");
                if (!DirectoryRecord.Parse(used[..used[0]], location).Is(out var record, out var error)) return error;
                used = used[used[0]..];
                if (record.IsSelf || record.IsParent || record.Flags.HasFlag(RecordFlags.Associated)) continue;

                if (unfinished is not null)
                {
                    if (!record.Identifier.AsSpan().SequenceEqual(unfinishedName))
                        return location.Fail(DiscErrorReason.InvalidField, $"\"{unfinished.Name}\" should continue, but another entry follows");
                    unfinished.Append(record);
                }
                else
                {
                    if (!Make(volume, record, location).Is(out var node, out error)) return error;
                    if (node is null) continue;
                    (unfinished, unfinishedName) = (node, record.Identifier);
                }

                if (record.Flags.HasFlag(RecordFlags.NotFinal)) continue;
                if (!visit(unfinished)) return null;
                unfinished = null;
            }
        }

        return unfinished is null ? null : directory.Fail(DiscErrorReason.InvalidField, $"\"{unfinished.Name}\" should continue, but the directory ends");
    }

    /// <summary>Null for the new location of a relocated directory, which appears at its original place.</summary>
    private static Parsed<IsoNode?> Make(IsoVolume volume, DirectoryRecord record, Location location)
    {
        if (volume.Names != NameKind.RockRidge)
            return record.DecodeName(volume.Names, location).Is(out var plain, out var bad) ? IsoNode.OfRecord(volume, record, plain, location) : bad;

        if (!SystemUse.Read(volume.Source, record, volume.SystemUseSkip, volume.Descriptor.BlockSize, location).Is(out var use, out var error)) return error;
        if (use.IsRelocated) return (IsoNode?)null;
        if (use.Name is { } name)
        {
            return EntryName.ProblemWith(name) is { } problem
                ? location.Fail(DiscErrorReason.InvalidName, problem)
                : IsoNode.OfRecord(volume, record, name, location, use);
        }

        return record.DecodeName(NameKind.Plain, location).Is(out var fallback, out error)
            ? IsoNode.OfRecord(volume, record, fallback, location, use)
            : error;
    }
}
