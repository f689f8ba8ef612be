namespace Daybreak.OpticalDisc.Reading;

/// <summary>The bytes of a file or directory: contiguous extents in order, <see cref="Length"/> bytes in all.</summary>
internal sealed class DiscContent(SectorSource source, Extent[] extents, long length)
{
    public long Length => length;

    /// <summary>The extent that contains a byte of the content.</summary>
    public Extent At(long position)
    {
        int low = 0, high = extents.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (extents[middle].Start <= position) low = middle;
            else high = middle - 1;
        }

        return extents[low];
    }

    /// <summary>Fills the span with bytes of a structure. Null on success.</summary>
    public DiscError? Fill(long position, Span<byte> destination, in Location location)
    {
        if (position > length - destination.Length)
            return location.Fail(DiscErrorReason.OutOfBounds, $"{destination.Length} bytes at byte {position} exceed the length of {length} bytes");
        while (destination.Length > 0)
        {
            var extent = At(position);
            var part = Part(extent, position, destination);
            if (extent.Offset == Extent.Unrecorded) part.Clear();
            else if (source.Fill(extent.Offset + (position - extent.Start), part, location) is { } error) return error;
            position += part.Length;
            destination = destination[part.Length..];
        }

        return null;
    }

    /// <summary>Reads bytes of a file, up to the size of the span or the end of the content.</summary>
    /// <exception cref="EndOfStreamException">The stream has become shorter after the content was checked.</exception>
    public int Read(long position, Span<byte> destination)
    {
        var done = 0;
        while (done < destination.Length && position < length)
        {
            var extent = At(position);
            var part = Part(extent, position, destination[done..]);
            if (extent.Offset == Extent.Unrecorded) part.Clear();
            else if (source.Copy(extent.Offset + (position - extent.Start), part) < part.Length)
                throw new EndOfStreamException("The image became shorter after the file was opened.");
            done += part.Length;
            position += part.Length;
        }

        return done;
    }

    private static Span<byte> Part(Extent extent, long position, Span<byte> destination) =>
        destination[..(int)Math.Min(destination.Length, extent.Start + extent.Length - position)];
}
