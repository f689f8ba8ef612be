namespace Daybreak.Machine.Files;

/// <summary>An open file descriptor that closes itself. Reads and writes are complete.</summary>
internal sealed unsafe class Descriptor : IDisposable
{
    private int number;

    private Descriptor(int number) => this.number = number;

    public int Number => number;

    /// <summary>Opens an entry of a directory; null with errno in <paramref name="error"/> on failure.</summary>
    public static Descriptor? OpenAt(int directory, string name, int flags, Permissions mode, out int error)
    {
        while (true)
        {
            int opened = Libc.OpenAt(directory, name, flags | OpenFlags.CloseOnExec, mode.Bits);
            error = opened < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error == Errno.Interrupted) continue;
            return opened < 0 ? null : new Descriptor(opened);
        }
    }

    /// <summary>Creates a socket; null with errno in <paramref name="error"/> on failure.</summary>
    public static Descriptor? Socket(int domain, int type, out int error)
    {
        int made = Libc.Socket(domain, type, 0);
        error = made < 0 ? Marshal.GetLastPInvokeError() : 0;
        return made < 0 ? null : new Descriptor(made);
    }

    /// <summary>Reads to the end; null if there are more than <paramref name="limit"/> bytes.</summary>
    public byte[]? ReadToEnd(int limit, out int error)
    {
        var buffer = new byte[4096];
        int length = 0;
        while (true)
        {
            nint got;
            fixed (byte* at = &buffer[length]) got = Libc.Read(number, at, buffer.Length - length);
            error = got < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error == Errno.Interrupted) continue;
            if (error != 0) return null;
            if (got == 0) return buffer.AsSpan(0, length).ToArray();
            length += (int)got;
            if (length > limit) return null;
            if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    /// <summary>Reads bytes at an offset, as many as there are. Returns their number, or -1.</summary>
    public int ReadAt(Span<byte> buffer, long offset, out int error)
    {
        for (int length = 0; ;)
        {
            nint got;
            fixed (byte* at = buffer) got = Libc.PRead(number, at + length, buffer.Length - length, offset + length);
            error = got < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error == Errno.Interrupted) continue;
            if (got < 0) return -1;
            length += (int)got;
            if (got == 0 || length == buffer.Length) return length;
        }
    }

    /// <summary>Writes all bytes, at an offset or at the current position. Returns 0 or errno.</summary>
    public int WriteAll(ReadOnlySpan<byte> content, long? offset = null)
    {
        for (int done = 0; done < content.Length;)
        {
            nint put;
            fixed (byte* at = content)
            {
                put = offset is { } start
                    ? Libc.PWrite(number, at + done, content.Length - done, start + done)
                    : Libc.Write(number, at + done, content.Length - done);
            }
            int error = put < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error is not (0 or Errno.Interrupted)) return error;
            if (error == 0) done += (int)put;
        }
        return 0;
    }

    /// <summary>The size of the file in bytes; 0 if it is not known.</summary>
    public long Size()
    {
        const int fromEnd = 2;
        return Math.Max(0, Libc.LSeek(number, 0, fromEnd));
    }

    /// <summary>Makes the written data durable. Returns 0 or errno. Succeeds if the file system does not support it.</summary>
    public int Sync()
    {
        while (Libc.FSync(number) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == Errno.Interrupted) continue;
            return error == Errno.Invalid ? 0 : error;
        }
        return 0;
    }

    public void Dispose()
    {
        if (number >= 0) _ = Libc.Close(number);
        number = -1;
    }
}
