namespace Daybreak.Machine.Disks;

/// <summary>The bytes of a disk or of a part of it. A range beyond the end cannot be read.</summary>
public sealed class DiskBytes
{
    private readonly Stream stream;
    private readonly long start;
    private long blankFrom, blankTo;

    /// <summary>A whole disk: a seekable stream with a known length. The caller disposes it.</summary>
    public DiskBytes(Stream stream) : this(stream, 0, stream.Length)
    {
    }

    private DiskBytes(Stream stream, long start, long length)
    {
        this.stream = stream;
        this.start = start;
        Length = length;
    }

    /// <summary>Size in bytes.</summary>
    public long Length { get; }

    /// <summary>A part of it; null if the range is not within it.</summary>
    public DiskBytes? Part(long offset, long length) =>
        offset < 0 || length < 0 || offset > Length - length ? null : new DiskBytes(stream, start + offset, length) { blankFrom = blankFrom, blankTo = blankTo };

    /// <summary>The same bytes with one range read as zeros.</summary>
    public DiskBytes WithZeros(long offset, int count) => new(stream, start, Length) { blankFrom = start + offset, blankTo = start + offset + count };

    /// <summary>Reads a range; null if the range is not within the disk.</summary>
    /// <exception cref="IOException">The disk cannot be read there.</exception>
    public byte[]? Read(long offset, int count)
    {
        if (offset < 0 || count < 0 || offset > Length - count) return null;
        var bytes = new byte[count];
        stream.Position = start + offset;
        stream.ReadExactly(bytes);
        long from = Math.Max(blankFrom, start + offset), to = Math.Min(blankTo, start + offset + count);
        if (from < to) bytes.AsSpan((int)(from - start - offset), (int)(to - from)).Clear();
        return bytes;
    }

    /// <summary>Whether a range contains only zeros. Bytes outside the disk count as zeros.</summary>
    public bool IsZero(long from, long to)
    {
        const int piece = 1 << 16;
        to = Math.Min(to, Length);
        for (long at = Math.Max(from, 0); at < to; at += piece)
        {
            if (Read(at, (int)Math.Min(piece, to - at)) is not { } bytes || bytes.AsSpan().ContainsAnyExcept((byte)0)) return false;
        }
        return true;
    }
}
