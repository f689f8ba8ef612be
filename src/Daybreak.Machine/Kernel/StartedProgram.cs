using Daybreak.Core.Interop;

namespace Daybreak.Machine.Kernel;

/// <summary>A program that <see cref="ChildProgram"/> has started, with the end of its error output.</summary>
/// <param name="processId">The process, which leads its process group.</param>
/// <param name="errorOutput">The end of the pipe from which its error output is read. Closed with this object.</param>
internal sealed unsafe class StartedProgram(int processId, int errorOutput) : IDisposable
{
    private const int KeptErrorOutput = 2048;
    private const int SignalKill = 9;
    // What a pipe holds at most (pipe(7): 1 MiB), in pieces of 4 KiB.
    private const int PipePieces = 256;
    private readonly ErrorTail output = new(KeptErrorOutput);
    private bool isOpen = true;

    /// <summary>How it ended; null while it runs.</summary>
    public ProgramOutcome? Outcome { get; private set; }

    /// <summary>Looks whether it has ended.</summary>
    /// <remarks>A daemon that it leaves behind may hold its error output for ever: what counts is whether it has ended itself.</remarks>
    public void Look()
    {
        if (Outcome is not null || ChildProgram.Reap(processId, mayWait: false) is not { } ended) return;
        for (int i = 0; i < PipePieces && isOpen && IsReady(); i++) isOpen = output.Take(errorOutput);
        Outcome = new ProgramOutcome(ended, output.ToString());
    }

    /// <summary>Ends it and its process group.</summary>
    public void Kill()
    {
        if (Outcome is not null) return;
        _ = Libc.Kill(-processId, SignalKill);
        Outcome = new ProgramOutcome(ChildProgram.Reap(processId, mayWait: true), output.ToString(), TimedOut: true);
    }

    /// <summary>Reads what running programs write, and returns when one has written something or may have ended.</summary>
    /// <param name="programs">The programs.</param>
    /// <param name="milliseconds">The longest wait.</param>
    public static void Wait(IReadOnlyList<StartedProgram> programs, int milliseconds)
    {
        var entries = stackalloc PollEntry[programs.Count];
        int count = 0;
        foreach (var program in programs)
        {
            if (program.Outcome is not null) continue;
            // Once its error output is closed its end is near; until then it wakes us.
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
