using System.Runtime.InteropServices;
using System.Text;
using Daybreak.Machine.Interop;

namespace Daybreak.Machine.Kernel;

/// <summary>
/// Runs a program by posix_spawn(3): no shell, nothing on its standard input, standard output discarded, the end of its error
/// output kept, a clean environment, a time limit. .NET's Process class would cost 900 KB and hand our environment on.
/// </summary>
internal static unsafe class ChildProgram
{
    private const int KeptErrorOutput = 2048;
    private const int SignalKill = 9;
    private static readonly string[] Environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=/root"];

    public static ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit, TimeProvider time)
    {
        int* pipe = stackalloc int[2];
        if (Libc.Pipe2(pipe, OpenFlags.CloseOnExec) < 0) return NotStarted(Marshal.GetLastPInvokeError());
        try
        {
            int error = Spawn(arguments, input: null, output: null, pipe[1], out int processId);
            _ = Libc.Close(pipe[1]);
            pipe[1] = -1;
            return error != 0 ? NotStarted(error) : Await(processId, pipe[0], timeLimit, time);
        }
        finally
        {
            _ = Libc.Close(pipe[0]);
            if (pipe[1] >= 0) _ = Libc.Close(pipe[1]);
        }
    }

    private static ProgramOutcome NotStarted(int error) => new(null, StartError: Libc.Describe(error));

    /// <summary>Starts a program with the given standard streams; null is /dev/null, for the error output our own.</summary>
    /// <returns>0, or errno.</returns>
    public static int Spawn(IReadOnlyList<string> arguments, int? input, int? output, int? errorOutput, out int processId)
    {
        byte* actions = stackalloc byte[Libc.SpawnObjectSize];
        _ = Libc.SpawnFileActionsInit(actions);
        byte** argumentBlock = Block(arguments);
        byte** environmentBlock = Block(Environment);
        try
        {
            if (input is { } from) _ = Libc.SpawnFileActionsAddDup2(actions, from, 0);
            else _ = Libc.SpawnFileActionsAddOpen(actions, 0, "/dev/null", OpenFlags.ReadOnly, 0);
            if (output is { } to) _ = Libc.SpawnFileActionsAddDup2(actions, to, 1);
            else _ = Libc.SpawnFileActionsAddOpen(actions, 1, "/dev/null", OpenFlags.WriteOnly, 0);
            if (errorOutput is { } complaints) _ = Libc.SpawnFileActionsAddDup2(actions, complaints, 2);
            int started;
            int error = Libc.PosixSpawn(&started, arguments[0], actions, null, argumentBlock, environmentBlock);
            processId = error == 0 ? started : 0;
            return error;
        }
        finally
        {
            _ = Libc.SpawnFileActionsDestroy(actions);
            Free(argumentBlock);
            Free(environmentBlock);
        }
    }

    private static ProgramOutcome Await(int processId, int errorOutput, TimeSpan timeLimit, TimeProvider time)
    {
        var output = new List<byte>();
        long started = time.GetTimestamp();
        bool timedOut = false;
        byte* buffer = stackalloc byte[4096];
        while (true)
        {
            var left = timeLimit - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                timedOut = true;
                _ = Libc.Kill(processId, SignalKill);
                break;
            }
            var entry = new PollEntry { Descriptor = errorOutput, Events = PollEntry.In };
            int ready = Libc.Poll(&entry, 1, (int)Math.Min(left.TotalMilliseconds + 1, int.MaxValue));
            if (ready <= 0) continue;
            nint got = Libc.Read(errorOutput, buffer, 4096);
            if (got <= 0) break;
            output.AddRange(new ReadOnlySpan<byte>(buffer, (int)got));
            if (output.Count > KeptErrorOutput) output.RemoveRange(0, output.Count - KeptErrorOutput);
        }
        return new ProgramOutcome(Reap(processId, timeLimit, time, started, ref timedOut), Encoding.UTF8.GetString(output.ToArray()).Trim(), timedOut);
    }

    // The error output may be closed before the program ends: the time limit holds until it has.
    private static int Reap(int processId, TimeSpan timeLimit, TimeProvider time, long started, ref bool timedOut)
    {
        const int noHang = 1;
        int status;
        while (true)
        {
            int reaped = Libc.WaitPid(processId, &status, timedOut ? 0 : noHang);
            if (reaped == processId) break;
            if (reaped < 0 && Marshal.GetLastPInvokeError() != Errno.Interrupted) return -SignalKill;
            if (reaped != 0) continue;
            if (time.GetElapsedTime(started) >= timeLimit)
            {
                timedOut = true;
                _ = Libc.Kill(processId, SignalKill);
                continue;
            }
            _ = Libc.Poll(null, 0, 1);
        }
        int signal = status & 0x7f;
        return signal != 0 ? -signal : (status >> 8) & 0xff;
    }

    private static byte** Block(IReadOnlyList<string> texts)
    {
        var block = (byte**)NativeMemory.Alloc((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < texts.Count; i++) block[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        block[texts.Count] = null;
        return block;
    }

    private static void Free(byte** block)
    {
        for (byte** at = block; *at != null; at++) Marshal.FreeCoTaskMem((nint)(*at));
        NativeMemory.Free(block);
    }
}
