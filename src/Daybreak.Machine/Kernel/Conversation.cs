using System.Runtime.InteropServices;
using Daybreak.Core.Interop;

namespace Daybreak.Machine.Kernel;

/// <summary>
/// A child program of Daybreak's own that is talked to over its standard streams, a line at a time. Its error output goes where ours
/// goes; its environment is clean.
/// </summary>
public sealed unsafe class Conversation : IDisposable
{
    private const int SignalKill = 9;
    private const int SignalPipe = 13;

    /// <summary>PIPE_BUF: what poll(2) promises that a pipe takes without blocking.</summary>
    private const int TakenAtOnce = 4096;

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

    /// <summary>Starts the program.</summary>
    /// <param name="arguments">Absolute path and arguments.</param>
    /// <param name="time">For time limits.</param>
    /// <param name="error">Why it could not be started.</param>
    public static Conversation? TryStart(IReadOnlyList<string> arguments, TimeProvider time, out string? error)
    {
        // A child that ends early must not end us, too, when we write to it.
        _ = Libc.Signal(SignalPipe, 1);
        int* input = stackalloc int[2];
        int* output = stackalloc int[2];
        error = null;
        if (Libc.Pipe2(input, OpenFlags.CloseOnExec) < 0) return Refuse(Marshal.GetLastPInvokeError(), out error);
        if (Libc.Pipe2(output, OpenFlags.CloseOnExec) < 0)
        {
            int failed = Marshal.GetLastPInvokeError();
            CloseBoth(input);
            return Refuse(failed, out error);
        }
        int started = ChildProgram.Spawn(arguments, input[0], output[1], errorOutput: null, out int processId);
        _ = Libc.Close(input[0]);
        _ = Libc.Close(output[1]);
        if (started == 0) return new Conversation(processId, input[1], output[0], time);
        _ = Libc.Close(input[1]);
        _ = Libc.Close(output[0]);
        return Refuse(started, out error);
    }

    /// <summary>Says a line.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="limit">How long the program may take to hear it.</param>
    /// <returns>False when the program does not listen, or no longer.</returns>
    public bool Say(ReadOnlySpan<byte> line, TimeSpan limit)
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
            fixed (byte* at = rest) put = Libc.Write(toChild, at, Math.Min(rest.Length, TakenAtOnce));
            if (put < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted) continue;
            if (put < 0) return false;
            rest = rest[(int)put..];
        }
        return true;
    }

    /// <summary>Hears a line.</summary>
    /// <param name="limit">How long to wait for it.</param>
    /// <param name="longest">The longest line that is heard, in bytes.</param>
    /// <returns>The line without its end; null when none came in time, it was too long, or the program has ended.</returns>
    public byte[]? Hear(TimeSpan limit, int longest)
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

    /// <summary>Ends the conversation: the program sees the end of its input, and is killed when it does not end soon after.</summary>
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

    private static Conversation? Refuse(int failed, out string? error)
    {
        error = Libc.Describe(failed);
        return null;
    }

    private static void CloseBoth(int* pipe)
    {
        _ = Libc.Close(pipe[0]);
        _ = Libc.Close(pipe[1]);
    }
}
