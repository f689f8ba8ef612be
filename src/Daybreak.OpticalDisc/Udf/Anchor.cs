namespace Daybreak.OpticalDisc.Udf;

/// <summary>The Anchor Volume Descriptor Pointer (ECMA-167 3/10.2): the locations of the two volume descriptor sequences.</summary>
internal sealed record Anchor(int SectorSize, VolumeExtent Main, VolumeExtent Reserve)
{
    private const int FirstSector = 256;

    /// <summary>UDF volumes use the sector size of their medium. Only the position of the anchor shows it.</summary>
    private static readonly int[] SectorSizes = [2048, 512, 4096, 1024];

    public static Parsed<Anchor> Find(SectorSource source, List<DiscError> notes)
    {
        DiscError? damaged = null;
        foreach (var size in SectorSizes)
        {
            if (!ReadAt(source, FirstSector, size).Is(out var anchor, out var error)) damaged ??= error;
            else if (anchor is not null) return anchor;
        }

        var problem = damaged ?? new Location(FirstSector, 2048, TagId.Anchor.Name()).Fail(DiscErrorReason.WrongType, "the sector contains none");
        var length = source.FindLength();
        foreach (var size in SectorSizes)
        {
            var last = length / size - 1;
            var found = ReadAt(source, last, size).Is(out var anchor, out _) && anchor is not null
                || ReadAt(source, last - 256, size).Is(out anchor, out _) && anchor is not null;
            if (!found) continue;
            notes.Add(damaged ?? problem with { SectorSize = size });
            return anchor!;
        }

        return problem with { Detail = problem.Detail + "; the last sector and the one 256 before it do not contain one either" };
    }

    /// <summary>Null if there is no anchor, an error if it is damaged.</summary>
    private static Parsed<Anchor?> ReadAt(SectorSource source, long sector, int size)
    {
        var location = new Location(sector, size, TagId.Anchor.Name());
        if (sector is < 0 or > uint.MaxValue || !source.Read(location, 512).Is(out var block, out _)) return (Anchor?)null;
        if (Tag.Id(block) != TagId.Anchor && Tag.CheckHead(block, (uint)sector, location) is not null) return (Anchor?)null;
        if ((Tag.Check(block, (uint)sector, location) ?? Tag.CheckType(block, TagId.Anchor, location)) is { } error) return error;
        return new Anchor(size, VolumeExtent.Read(block.AsSpan(16)), VolumeExtent.Read(block.AsSpan(24)));
    }
}
