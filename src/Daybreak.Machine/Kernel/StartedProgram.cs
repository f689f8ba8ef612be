namespace Daybreak.Machine.Kernel;

/// <summary>A program started by <see cref="ChildProgram"/>, with the end of its error output.</summary>
/// <param name="processId">The process, which leads its process group.</param>
/// <param name="errorOutput">The read end of the pipe for its error output. Closed with this object.</param>
internal sealed unsafe class StartedProgram(int processId, int errorOutput) : IDisposable
{
    private const int KeptErrorOutput = 2048;
    private const int SignalKill = 9;
    // The maximum content of a pipe (pipe(7): 1 MiB), in blocks of 4 KiB.
    private const int PipePieces = 256;
    private readonly ErrorTail output = new(KeptErrorOutput);
    private bool isOpen = true;

    /// <summary>The outcome; null while it runs.</summary>
    public ProgramOutcome? Outcome { get; private set; }

    /// <summary>Checks whether it has ended.</summary>
    /// <remarks>A daemon that it started may keep its error output open, so only the end of the program itself counts.</remarks>
    public void CheckExit()
    {
        if (Outcome is not null || ChildProgram.Reap(processId, mayWait: false) is not { } ended) return;
        for (int i = 0; i < PipePieces && isOpen && IsReady(); i++) isOpen = output.Take(errorOutput);
        Outcome = new ProgramOutcome(ended, output.ToString());
    }

    /// <summary>Kills the program and its process group.</summary>
    public void Kill()
    {
        if (Outcome is not null) return;
        _ = Libc.Kill(-processId, SignalKill);
        Outcome = new ProgramOutcome(ChildProgram.Reap(processId, mayWait: true), output.ToString(), TimedOut: true);
    }

    /// <summary>
    /// Reads the error output of running programs. Returns when one has written or may have ended, or after the maximum wait.
    /// </summary>
    public static void Wait(IReadOnlyList<StartedProgram> programs, int milliseconds)
    {
        var entries = stackalloc PollEntry[programs.Count];
        int count = 0;
        foreach (var program in programs)
        {
            if (program.Outcome is not null) continue;
            // Poll more often once a program has closed its error output, because it will end soon.
            if (program.isOpen) entries[count++] = new PollEntry { Descriptor = program.ErrorOutput, Events = PollEntry.In };
            else milliseconds = 1;
        }
        if (Libc.Poll(entries, (nuint)count, milliseconds) <= 0) return;
        for (int i = 0; i < count; i++)
        {
            if (entries[i].Returned == 0) continue;
            foreach (var program in programs)
                if (program.ErrorOutput == entries[i].Descriptor) program.isOpen = program.output.Take(program.ErrorOutput);
        }
    }

    public void Dispose() => _ = Libc.Close(errorOutput);

    private int ErrorOutput => errorOutput;

    private bool IsReady()
    {
        var entry = new PollEntry { Descriptor = errorOutput, Events = PollEntry.In };
        return Libc.Poll(&entry, 1, 0) > 0;
    }
}
