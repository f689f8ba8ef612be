namespace Daybreak.OpticalDisc.Tests.Making;

/// <summary>A medium in memory that counts reads. Like an optical drive, it accepts only reads of whole, aligned sectors.</summary>
internal sealed class CountingStream(ReadOnlyMemory<byte> image, bool knowsItsLength = true) : Stream
{
    private long position;

    public int Reads { get; private set; }

    public long BytesRead { get; private set; }

    /// <summary>Sectors (of 2048 bytes) that cannot be read.</summary>
    public HashSet<long> BadSectors { get; } = [];

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => knowsItsLength ? image.Length : 0;

    public override long Position
    {
        get => position;
        set => position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        if (position < image.Length && position % 2048 != 0 || (buffer.Length % 2048 != 0 && position + buffer.Length < image.Length))
            throw new InvalidOperationException($"{buffer.Length} bytes at {position} are not whole sectors");
        Reads++;
        var count = (int)Math.Clamp(image.Length - position, 0, buffer.Length);
        for (var sector = position / 2048; sector * 2048 < position + count; sector++)
        {
            if (BadSectors.Contains(sector)) throw new IOException($"sector {sector} cannot be read");
        }

        if (count > 0) image.Span.Slice((int)position, count).CopyTo(buffer);
        position += count;
        BytesRead += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
