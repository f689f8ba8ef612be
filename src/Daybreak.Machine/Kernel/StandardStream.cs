namespace Daybreak.Machine.Kernel;

/// <summary>
/// Standard output and standard error by write(2). .NET's console streams would start a thread for signals, create a pipe for it and read
/// the terminal's settings before the first byte.
/// </summary>
public sealed unsafe class StandardStream
{
    private readonly int descriptor;

    internal StandardStream(int descriptor) => this.descriptor = descriptor;

    /// <summary>Standard output.</summary>
    public static StandardStream Output { get; } = new(1);

    /// <summary>Standard error.</summary>
    public static StandardStream Error { get; } = new(2);

    /// <summary>
    /// Writes all bytes. Errors are ignored if the stream is closed, full or broken, because the changes to the machine matter more than the
    /// messages about them.
    /// </summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written;
            fixed (byte* at = bytes) written = Libc.Write(descriptor, at, bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }
            int error = Marshal.GetLastPInvokeError();
            if (error == Errno.Interrupted) continue;
            if (error != Errno.Again) return;
            // Another process made the pipe non-blocking. Wait until it is writable, with a limit.
            var entry = new PollEntry { Descriptor = descriptor, Events = PollEntry.Out };
            if (Libc.Poll(&entry, 1, 5000) <= 0) return;
        }
    }
}
