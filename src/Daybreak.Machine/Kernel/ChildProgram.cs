namespace Daybreak.Machine.Kernel;

/// <summary>
/// Runs a program by posix_spawn(3): no shell, empty standard input, standard output discarded, the end of the error output kept, a
/// clean environment, a time limit. .NET's Process class would cost 900 KB and pass on the environment.
/// </summary>
internal static unsafe class ChildProgram
{
    private const int SignalKill = 9;
    private static readonly string[] Environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=/root"];

    public static ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit, TimeProvider time) => RunTogether([arguments], timeLimit, time)[0];

    /// <summary>Starts all programs, then waits until each has ended. The time limit is for all together.</summary>
    public static IReadOnlyList<ProgramOutcome> RunTogether(IReadOnlyList<IReadOnlyList<string>> programs, TimeSpan timeLimit, TimeProvider time)
    {
        long started = time.GetTimestamp();
        var outcomes = new ProgramOutcome[programs.Count];
        var running = new List<StartedProgram>();
        var places = new List<int>();
        int* pipe = stackalloc int[2];
        try
        {
            for (int i = 0; i < programs.Count; i++)
            {
                if (Libc.Pipe2(pipe, OpenFlags.CloseOnExec) < 0)
                {
                    outcomes[i] = NotStarted(Marshal.GetLastPInvokeError());
                    continue;
                }
                int error = Spawn(programs[i], input: null, output: null, pipe[1], out int processId);
                _ = Libc.Close(pipe[1]);
                if (error != 0)
                {
                    _ = Libc.Close(pipe[0]);
                    outcomes[i] = NotStarted(error);
                    continue;
                }
                running.Add(new StartedProgram(processId, pipe[0]));
                places.Add(i);
            }
            Await(running, timeLimit, started, time);
            for (int i = 0; i < running.Count; i++) outcomes[places[i]] = running[i].Outcome!;
            return outcomes;
        }
        finally
        {
            foreach (var program in running) program.Dispose();
        }
    }

    private static void Await(List<StartedProgram> running, TimeSpan timeLimit, long started, TimeProvider time)
    {
        while (true)
        {
            bool isDone = true;
            foreach (var program in running)
            {
                program.CheckExit();
                isDone &= program.Outcome is not null;
            }
            if (isDone) return;
            var left = timeLimit - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                foreach (var program in running) program.Kill();
                return;
            }
            StartedProgram.Wait(running, (int)Math.Min(left.TotalMilliseconds + 1, 20));
        }
    }

    private static ProgramOutcome NotStarted(int error) => new(null, StartError: Libc.Describe(error));

    /// <summary>Starts a program with the given standard streams. Null means /dev/null, or for the error output the one of this process.</summary>
    /// <remarks>With its own session, the program is not ended by signals to the terminal or the process group of this process.</remarks>
    /// <returns>0, or errno.</returns>
    public static int Spawn(IReadOnlyList<string> arguments, int? input, int? output, int? errorOutput, out int processId, bool ownSession = false)
    {
        byte* actions = stackalloc byte[Libc.SpawnObjectSize];
        _ = Libc.SpawnFileActionsInit(actions);
        byte* attributes = stackalloc byte[Libc.SpawnObjectSize];
        MakeFresh(attributes, actions, ownSession);
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
            int error = Libc.PosixSpawn(&started, arguments[0], actions, attributes, argumentBlock, environmentBlock);
            processId = error == 0 ? started : 0;
            return error;
        }
        finally
        {
            _ = Libc.SpawnFileActionsDestroy(actions);
            _ = Libc.SpawnAttributesDestroy(attributes);
            Free(argumentBlock);
            Free(environmentBlock);
        }
    }

    // Its own process group, so that its children can be ended with it; default signal handling (.NET ignores SIGPIPE); no inherited
    // descriptors.
    private static void MakeFresh(byte* attributes, byte* actions, bool ownSession)
    {
        // The first process of a session already leads a process group.
        const short ownGroup = 2, signalDefaults = 4, signalMask = 8, session = 128;
        const int getFlags = 1, lastDescriptor = 1023;
        // sigset_t: 128 bytes in every C library.
        byte* signals = stackalloc byte[128];
        _ = Libc.SpawnAttributesInit(attributes);
        _ = Libc.SpawnAttributesSetFlags(attributes, (short)((ownSession ? session : ownGroup) | signalDefaults | signalMask));
        new Span<byte>(signals, 128).Clear();
        _ = Libc.SpawnAttributesSetSignalMask(attributes, signals);
        new Span<byte>(signals, 128).Fill(0xff);
        _ = Libc.SpawnAttributesSetSignalDefault(attributes, signals);
        // -1: not open; 1: closed by exec anyway.
        for (int descriptor = 3; descriptor <= lastDescriptor; descriptor++)
            if (Libc.FileControl(descriptor, getFlags) == 0) _ = Libc.SpawnFileActionsAddClose(actions, descriptor);
    }

    /// <summary>The exit code, or the negative signal number; null while it runs.</summary>
    public static int? Reap(int processId, bool mayWait)
    {
        const int noHang = 1;
        int status;
        int reaped;
        do reaped = Libc.WaitPid(processId, &status, mayWait ? 0 : noHang);
        while (reaped < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        if (reaped == 0) return null;
        // Another waitpid(2) has reaped it, so its exit status is not known.
        if (reaped < 0) return -SignalKill;
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
