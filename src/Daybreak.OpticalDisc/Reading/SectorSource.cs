namespace Daybreak.OpticalDisc.Reading;

/// <summary>Reads whole, aligned 2048-byte sectors from the stream in groups, and caches the last groups.</summary>
/// <remarks>Optical drives read only whole sectors. The structures of a disc are close together, so reading eight sectors at once saves
/// most round trips. If a group cannot be read, the required sector is read separately.</remarks>
internal sealed class SectorSource(Stream stream, DiscLimits limits)
{
    private const int DeviceSector = 2048;
    private const int GroupSize = 8 * DeviceSector;
    private const int GroupCount = 8;

    private readonly Group[] groups = new Group[GroupCount];
    private long clock;
    private long structureBytes;
    private long length = stream.Length > 0 ? stream.Length : -1;

    public DiscLimits Limits => limits;

    /// <summary>Resets the count for <see cref="DiscLimits.MaxStructureBytes"/>, which applies to each public call.</summary>
    public void BeginCall() => structureBytes = 0;

    public Parsed<byte[]> Read(in Location location, int count)
    {
        var bytes = new byte[count];
        return Fill(location.Offset, bytes, location) is { } error ? error : bytes;
    }

    /// <summary>Fills the span with structure bytes. Null on success.</summary>
    public DiscError? Fill(long offset, Span<byte> destination, in Location location)
    {
        var read = Copy(offset, destination);
        if (structureBytes > limits.MaxStructureBytes)
            return location.Fail(DiscErrorReason.LimitExceeded, $"more than {limits.MaxStructureBytes} bytes were read to find this structure");
        return read == destination.Length ? null : location.Truncated();
    }

    /// <summary>Reads the available bytes: fewer than requested only at the end of the stream.</summary>
    public int Copy(long offset, Span<byte> destination)
    {
        var done = 0;
        while (done < destination.Length)
        {
            var group = Find(offset + done);
            var start = (int)(offset + done - group.Start);
            if (start >= group.Count) break;
            var part = group.Bytes.AsSpan(start, Math.Min(group.Count - start, destination.Length - done));
            part.CopyTo(destination[done..]);
            done += part.Length;
        }

        return done;
    }

    /// <summary>Overwrites the cached sectors. They are read again if needed.</summary>
    public void Forget()
    {
        foreach (var group in groups)
        {
            if (group is null) continue;
            Array.Clear(group.Bytes);
            group.Start = long.MaxValue / 2;
            group.Count = 0;
        }
    }

    /// <summary>Whether the stream reaches a position. If its length is unknown, the last byte is read.</summary>
    public bool Holds(long offset, long count)
    {
        if (offset < 0 || count < 0 || offset > long.MaxValue - count) return false;
        if (length >= 0) return offset + count <= length;
        Span<byte> last = stackalloc byte[1];
        return count == 0 || Copy(offset + count - 1, last) == 1;
    }

    /// <summary>The length of the stream. If it is 0, as for many block devices, it is found by binary search in about forty reads.</summary>
    public long FindLength()
    {
        if (length >= 0) return length;
        long held = 0, beyond = GroupSize;
        while (beyond < 1L << 50 && IsReadable(beyond)) (held, beyond) = (beyond, beyond * 2);
        while (beyond - held > DeviceSector)
        {
            var middle = (held + beyond) / 2 / DeviceSector * DeviceSector;
            if (IsReadable(middle)) held = middle;
            else beyond = middle;
        }

        Span<byte> sector = stackalloc byte[DeviceSector];
        return length = held + Copy(held, sector);
    }

    private bool IsReadable(long offset)
    {
        Span<byte> one = stackalloc byte[1];
        return Copy(offset, one) == 1;
    }

    private Group Find(long offset)
    {
        var oldest = 0;
        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i] is not { } group)
            {
                oldest = i;
                break;
            }

            if (offset >= group.Start && offset < group.Start + Math.Max(group.Count, 1))
            {
                group.LastUse = ++clock;
                return group;
            }

            if (group.LastUse < groups[oldest].LastUse) oldest = i;
        }

        var fresh = groups[oldest] ??= new Group();
        Load(fresh, offset);
        fresh.LastUse = ++clock;
        return fresh;
    }

    private void Load(Group group, long offset)
    {
        // Invalidate the group first, because the read may fail halfway.
        group.Start = long.MaxValue / 2;
        group.Count = 0;
        try
        {
            LoadAt(group, offset / GroupSize * GroupSize, GroupSize);
        }
        catch (IOException)
        {
            // A bad sector, or the unreadable last sectors of a track, must not prevent reading the other sectors of the group.
            LoadAt(group, offset / DeviceSector * DeviceSector, DeviceSector);
        }
    }

    private void LoadAt(Group group, long start, int size)
    {
        stream.Position = start;
        var count = stream.ReadAtLeast(group.Bytes.AsSpan(0, size), size, throwOnEndOfStream: false);
        group.Start = start;
        group.Count = count;
        structureBytes += count;
    }

    private sealed class Group
    {
        public byte[] Bytes { get; } = new byte[GroupSize];
        public long Start { get; set; }
        public int Count { get; set; }
        public long LastUse { get; set; }
    }
}
