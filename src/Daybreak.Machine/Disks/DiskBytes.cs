namespace Daybreak.Machine.Disks;

/// <summary>The bytes of a disk, or of a part of one. What is asked for beyond the end is not there, whoever says that it should be.</summary>
public sealed class DiskBytes
{
    private readonly Stream stream;
    private readonly long start;
    private long blankFrom, blankTo;

    /// <summary>A whole disk.</summary>
    /// <param name="stream">Can be read and positioned, and knows its length. It stays the caller's.</param>
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

    /// <summary>A part of it; null where it does not lie within.</summary>
    public DiskBytes? Part(long offset, long length) =>
        offset < 0 || length < 0 || offset > Length - length ? null : new DiskBytes(stream, start + offset, length) { blankFrom = blankFrom, blankTo = blankTo };

    /// <summary>The same, with zeros in one place, whatever is there.</summary>
    public DiskBytes Without(long offset, int count) => new(stream, start, Length) { blankFrom = start + offset, blankTo = start + offset + count };

    /// <summary>Reads; null where it does not lie within.</summary>
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

    /// <summary>Whether there is nothing but zeros from one offset to another; what lies outside counts as nothing.</summary>
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
