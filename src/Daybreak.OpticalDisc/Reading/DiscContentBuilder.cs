namespace Daybreak.OpticalDisc.Reading;

/// <summary>Collects the extents of a file up to its length. Allocated bytes beyond the length are ignored.</summary>
internal sealed class DiscContentBuilder(SectorSource source, long length, Location location)
{
    private readonly List<Extent> extents = [];
    private int descriptors;
    private Extent furthest;

    public long Covered { get; private set; }

    public bool IsComplete => Covered >= length;

    /// <summary>Counts an allocation descriptor or file section for <see cref="DiscLimits.MaxExtents"/>.</summary>
    public DiscError? Count() => ++descriptors <= source.Limits.MaxExtents
        ? null
        : location.Fail(DiscErrorReason.LimitExceeded, $"the file has more than {source.Limits.MaxExtents} extents");

    /// <summary>Adds a range of the image, or a range of zeros.</summary>
    public void Add(long offset, long count, uint block)
    {
        count = Math.Min(count, length - Covered);
        if (count <= 0) return;
        var extent = new Extent(Covered, count, offset, block);
        extents.Add(extent);
        Covered += count;
        if (offset + count > furthest.Offset + furthest.Length) furthest = extent;
    }

    public Parsed<DiscContent> Finish()
    {
        if (!IsComplete) return location.Fail(DiscErrorReason.OutOfBounds, $"the length is {length} bytes, but the extents have only {Covered}");
        if (furthest.Length > 0 && !source.Holds(furthest.Offset, furthest.Length))
        {
            return location.Fail(DiscErrorReason.Truncated,
                $"{furthest.Length} bytes of content at sector {furthest.Offset / location.SectorSize} exceed the image");
        }

        return new DiscContent(source, [.. extents], length);
    }
}
