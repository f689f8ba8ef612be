namespace Daybreak.Machine.Kernel;

/// <summary>
/// Exchanges lines with a child program of Daybreak over its standard streams. The child inherits the error output and gets a clean
/// environment.
/// </summary>
public sealed unsafe class Conversation : IDisposable
{
    private const int SignalKill = 9;
    private const int SignalPipe = 13;

    /// <summary>PIPE_BUF: the number of bytes that a writable pipe accepts without blocking, according to poll(2).</summary>
    private const int AtomicWriteSize = 4096;

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    private readonly TimeProvider time;
    private readonly int processId;
    private readonly List<byte> unread = [];
    private int toChild;
    private int fromChild;

    private Conversation(int processId, int toChild, int fromChild, TimeProvider time)
    {
        this.processId = processId;
        this.toChild = toChild;
        this.fromChild = fromChild;
        this.time = time;
    }

    /// <summary>Starts the program (absolute path and arguments), or says why it could not be started.</summary>
    public static Result<Conversation> Start(IReadOnlyList<string> arguments, TimeProvider time)
    {
        // A write to a child that has ended must not end this process.
        _ = Libc.Signal(SignalPipe, 1);
        int* input = stackalloc int[2];
        int* output = stackalloc int[2];
        if (Libc.Pipe2(input, OpenFlags.CloseOnExec) < 0) return Failure.Refused(Libc.Describe(Marshal.GetLastPInvokeError()));
        if (Libc.Pipe2(output, OpenFlags.CloseOnExec) < 0)
        {
            int failed = Marshal.GetLastPInvokeError();
            CloseBoth(input);
            return Failure.Refused(Libc.Describe(failed));
        }
        int started = ChildProgram.Spawn(arguments, input[0], output[1], errorOutput: null, out int processId);
        _ = Libc.Close(input[0]);
        _ = Libc.Close(output[1]);
        if (started == 0) return new Conversation(processId, input[1], output[0], time);
        _ = Libc.Close(input[1]);
        _ = Libc.Close(output[0]);
        return Failure.Refused(Libc.Describe(started));
    }

    /// <summary>Sends a line, given without its end. False if the program does not read it in time or has closed its input.</summary>
    public bool SendLine(ReadOnlySpan<byte> line, TimeSpan limit)
    {
        byte[] whole = [.. line, (byte)'\n'];
        var rest = whole.AsSpan();
        long started = time.GetTimestamp();
        while (!rest.IsEmpty)
        {
            var left = limit - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return false;
            var entry = new PollEntry { Descriptor = toChild, Events = PollEntry.Out };
            if (Libc.Poll(&entry, 1, (int)left.TotalMilliseconds + 1) <= 0) continue;
            nint put;
            fixed (byte* at = rest) put = Libc.Write(toChild, at, Math.Min(rest.Length, AtomicWriteSize));
            if (put < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted) continue;
            if (put < 0) return false;
            rest = rest[(int)put..];
        }
        return true;
    }

    /// <summary>
    /// Receives a line without its end; null if no line came in time, it has more bytes than the longest, or the program has ended.
    /// </summary>
    public byte[]? ReceiveLine(TimeSpan limit, int longest)
    {
        long started = time.GetTimestamp();
        byte* buffer = stackalloc byte[8192];
        while (true)
        {
            int end = unread.IndexOf((byte)'\n');
            if (end >= 0)
            {
                byte[] line = [.. unread.GetRange(0, end)];
                unread.RemoveRange(0, end + 1);
                return line;
            }
            var left = limit - time.GetElapsedTime(started);
            if (unread.Count > longest || left <= TimeSpan.Zero) return null;
            var entry = new PollEntry { Descriptor = fromChild, Events = PollEntry.In };
            if (Libc.Poll(&entry, 1, (int)left.TotalMilliseconds + 1) <= 0) continue;
            nint got = Libc.Read(fromChild, buffer, 8192);
            if (got <= 0) return null;
            unread.AddRange(new ReadOnlySpan<byte>(buffer, (int)got));
        }
    }

    /// <summary>Closes the program's input, and kills the program if it does not end soon after.</summary>
    public void Dispose()
    {
        if (toChild < 0) return;
        _ = Libc.Close(toChild);
        _ = Libc.Close(fromChild);
        toChild = fromChild = -1;
        unread.Clear();
        int status;
        long started = time.GetTimestamp();
        const int noHang = 1;
        while (Libc.WaitPid(processId, &status, noHang) == 0)
        {
            if (time.GetElapsedTime(started) > EndLimit)
            {
                _ = Libc.Kill(processId, SignalKill);
                _ = Libc.WaitPid(processId, &status, 0);
                return;
            }
            _ = Libc.Poll(null, 0, 1);
        }
    }

    private static void CloseBoth(int* pipe)
    {
        _ = Libc.Close(pipe[0]);
        _ = Libc.Close(pipe[1]);
    }
}
