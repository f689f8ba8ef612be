namespace Daybreak.Machine.Disks;

/// <summary>An open disk.</summary>
public sealed unsafe class DiskDevice : IDisposable
{
    private readonly Descriptor descriptor;
    private readonly string path;

    private DiskDevice(Descriptor descriptor, string path, long length)
    {
        this.descriptor = descriptor;
        this.path = path;
        Length = length;
        Content = new DiskStream(descriptor, path, length);
    }

    /// <summary>Size in bytes.</summary>
    public long Length { get; }

    /// <summary>The content, for reading.</summary>
    public Stream Content { get; }

    /// <summary>Opens a disk exclusively (O_EXCL): the kernel refuses while it or a partition of it is mounted, is swap space, or belongs to another device.</summary>
    /// <returns>Null if the disk is in use. A member of an array can be opened even in use, without O_EXCL.</returns>
    /// <exception cref="FileFailure">There is no such disk, or a system call fails.</exception>
    internal static DiskDevice? TryOpen(RootDirectory root, string path, bool forWriting, bool evenInUse = false)
    {
        // O_EXCL without O_CREAT, on a block device: open(2).
        int flags = (forWriting ? OpenFlags.ReadWrite : OpenFlags.ReadOnly) | (evenInUse ? 0 : OpenFlags.Exclusive) | OpenFlags.NonBlock;
        var opened = root.OpenNode(path, flags, out int error);
        if (opened is null) return error == Errno.Busy ? null : throw new FileFailure(path, "open", error);
        long length = Libc.LSeek(opened.Number, 0, 2);
        if (length >= 0) return new DiskDevice(opened, path, length);
        error = Marshal.GetLastPInvokeError();
        opened.Dispose();
        throw new FileFailure(path, "find the size of", error);
    }

    /// <summary>Writes at an offset. The data is durable after <see cref="Sync"/>.</summary>
    internal void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (descriptor.WriteAll(bytes, offset) is > 0 and var error) throw new FileFailure(path, "write to", error);
    }

    /// <summary>Makes the written data durable.</summary>
    internal void Sync()
    {
        if (descriptor.Sync() is > 0 and var error) throw new FileFailure(path, "sync", error);
    }

    /// <summary>Makes the kernel read the partition table again, after partitions were removed.</summary>
    internal void ForgetPartitions()
    {
        // A loop device or an image file has no partitions (ENOTTY).
        const int notForThis = 25, tries = 40, pause = 50;
        for (int i = 1; Libc.IoCtl(descriptor.Number, DiskCalls.ReadPartitionsAgain, null) != 0; i++)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error is notForThis or Errno.Invalid) return;
            // udev may have a partition open for a moment.
            if (error != Errno.Busy || i == tries) throw new FileFailure(path, "reread the partition table of", error);
            _ = Libc.Poll(null, 0, pause);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        descriptor.Dispose();
    }

    private sealed class DiskStream(Descriptor descriptor, string path, long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int got = descriptor.ReadAt(buffer, Position, out int error);
            if (got < 0) throw new FileFailure(path, "read", error);
            Position += got;
            return got;
        }

        public override long Seek(long offset, SeekOrigin origin) =>
            Position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => Position + offset, _ => length + offset };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
