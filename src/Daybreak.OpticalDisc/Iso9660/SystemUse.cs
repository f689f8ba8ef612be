namespace Daybreak.OpticalDisc.Iso9660;

/// <summary>The system use entries of a directory record (SUSP 1.12, RRIP 1.12).</summary>
internal sealed class SystemUse
{
    private const int MaxNameBytes = 1024;
    private const int NameIsCurrent = 2, NameIsParent = 4;
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    private readonly List<byte> name = [];

    /// <summary>SP: the disc follows SUSP, and this number of bytes is skipped in all other records.</summary>
    public int? Skip { get; private set; }

    /// <summary>CL: the directory was relocated to this logical block because it was nested too deeply (RRIP 4.1.5.1).</summary>
    public uint? MovedTo { get; private set; }

    /// <summary>RE: the new location of a relocated directory, which appears at its original place (RRIP 4.1.5.3).</summary>
    public bool IsRelocated { get; private set; }

    /// <summary>PX: the POSIX file type, or 0.</summary>
    public uint FileType { get; private set; }

    /// <summary>ZF: the content is compressed by zisofs.</summary>
    public bool IsCompressed { get; private set; }

    /// <summary>The name of the NM entries; null if there are none. UTF-8 by convention; invalid UTF-8 is read as Latin-1.</summary>
    public string? Name
    {
        get
        {
            if (name.Count == 0) return null;
            byte[] bytes = [.. name];
            try
            {
                return StrictUtf8.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                return Encoding.Latin1.GetString(bytes);
            }
        }
    }

    /// <summary>Reads the area of a record and its continuation areas.</summary>
    public static Parsed<SystemUse> Read(SectorSource source, DirectoryRecord record, int skip, int blockSize, Location location)
    {
        var use = new SystemUse();
        var start = Math.Min(record.SystemUse + skip, record.Bytes.Length);
        ReadOnlySpan<byte> area = record.Bytes.AsSpan(start);
        for (var hops = 0; hops <= source.Limits.MaxHops; hops++)
        {
            if (!use.ReadArea(area, location).Is(out var next, out var error)) return error;
            if (next is not var (block, offset, length)) return use;
            if (offset > blockSize || length > blockSize - offset)
                return location.Fail(DiscErrorReason.OutOfBounds, $"a continuation area of {length} bytes at byte {offset} exceeds its block of {blockSize} bytes");
            location = new Location((block * blockSize + offset) / VolumeDescriptorSet.SectorSize, VolumeDescriptorSet.SectorSize, "SUSP Continuation Area");
            var bytes = new byte[length];
            if (source.Fill(block * blockSize + offset, bytes, location) is { } unread) return unread;
            area = bytes;
        }

        return location.Fail(DiscErrorReason.LimitExceeded, $"more than {source.Limits.MaxHops} continuation areas follow one directory record");
    }

    private Parsed<(long Block, uint Offset, uint Length)?> ReadArea(ReadOnlySpan<byte> area, in Location location)
    {
        (long, uint, uint)? next = null;
        // A zero, or fewer bytes than an entry has, is padding.
        while (area.Length >= 4 && area[0] != 0)
        {
            int length = area[2];
            if (length < 4 || length > area.Length)
                return location.Fail(DiscErrorReason.OutOfBounds, $"a system use entry of {length} bytes exceeds the remaining {area.Length} bytes");
            var entry = area[..length];
            area = area[length..];
            if (entry[..2].SequenceEqual("ST"u8)) break;
            if (entry[..2].SequenceEqual("CE"u8))
            {
                if (!ReadContinuation(entry, location).Is(out var continuation, out var error)) return error;
                next = continuation;
            }
            else if (Take(entry, location) is { } wrong)
            {
                return wrong;
            }
        }

        return next;
    }

    private static Parsed<(long Block, uint Offset, uint Length)> ReadContinuation(ReadOnlySpan<byte> entry, in Location location)
    {
        if (entry.Length < 28) return TooShort(entry, 28, location);
        if (!BothEndian.Read32(entry[4..], "the block of a continuation area", location).Is(out var block, out var error)) return error;
        if (!BothEndian.Read32(entry[12..], "the offset of a continuation area", location).Is(out var offset, out error)) return error;
        if (!BothEndian.Read32(entry[20..], "the length of a continuation area", location).Is(out var length, out error)) return error;
        return ((long)block, offset, length);
    }

    private DiscError? Take(ReadOnlySpan<byte> entry, in Location location)
    {
        switch (Encoding.Latin1.GetString(entry[..2]))
        {
            case "SP" when entry.Length >= 7 && entry[4] == 0xBE && entry[5] == 0xEF:
                Skip = entry[6];
                break;
            case "NM":
                if (entry.Length < 5) return TooShort(entry, 5, location);
                if ((entry[4] & (NameIsCurrent | NameIsParent)) != 0) break;
                if (name.Count + entry.Length - 5 > MaxNameBytes)
                    return location.Fail(DiscErrorReason.LimitExceeded, $"a Rock Ridge name has more than {MaxNameBytes} bytes");
                name.AddRange(entry[5..]);
                break;
            case "PX":
                if (entry.Length < 12) return TooShort(entry, 12, location);
                if (!BothEndian.Read32(entry[4..], "the POSIX file mode", location).Is(out var mode, out var error)) return error;
                FileType = mode & 0xF000;
                break;
            case "CL":
                if (entry.Length < 12) return TooShort(entry, 12, location);
                if (!BothEndian.Read32(entry[4..], "the location of a moved directory", location).Is(out var block, out error)) return error;
                MovedTo = block;
                break;
            case "RE":
                IsRelocated = true;
                break;
            case "ZF":
                IsCompressed = true;
                break;
        }

        return null;
    }

    private static DiscError TooShort(ReadOnlySpan<byte> entry, int expected, in Location location) =>
        location.Fail(DiscErrorReason.OutOfBounds, $"the system use entry {Encoding.Latin1.GetString(entry[..2])} has {entry.Length} bytes, expected {expected}");
}
