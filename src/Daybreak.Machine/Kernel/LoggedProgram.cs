namespace Daybreak.Machine.Kernel;

/// <summary>
/// Runs a program with its output in a file, so that the program does not depend on this process to read it. The lines that arrive in
/// the file are also passed to the caller.
/// </summary>
internal sealed unsafe class LoggedProgram
{
    private const int SignalKill = 9;
    private const int PassedLimit = 64 * 1024;
    private const int KeptErrorOutput = 2048;
    private static readonly int[] Intervals = [1, 2, 5, 10, 20, 50];

    private readonly Descriptor log;
    private readonly long begin;
    private readonly Action<string> onLine;
    private readonly StringBuilder line = new();
    private long at;
    private int passed;

    private LoggedProgram(Descriptor log, long begin, Action<string> onLine)
    {
        this.log = log;
        this.begin = at = begin;
        this.onLine = onLine;
    }

    public static ProgramOutcome Run(IReadOnlyList<string> arguments, Descriptor log, long logSize, TimeSpan timeLimit, TimeProvider time, Action<string> onLine)
    {
        int error = ChildProgram.Spawn(arguments, input: null, output: log.Number, errorOutput: log.Number, out int processId);
        return error != 0
            ? new ProgramOutcome(null, StartError: Libc.Describe(error))
            : new LoggedProgram(log, logSize, onLine).Await(processId, timeLimit, time);
    }

    private ProgramOutcome Await(int processId, TimeSpan timeLimit, TimeProvider time)
    {
        long started = time.GetTimestamp();
        for (int i = 0; ; i++)
        {
            if (ChildProgram.Reap(processId, mayWait: false) is { } ended) return End(ended, false);
            if (time.GetElapsedTime(started) > timeLimit)
            {
                _ = Libc.Kill(-processId, SignalKill);
                return End(ChildProgram.Reap(processId, mayWait: true), true);
            }
            PassNewLines();
            _ = Libc.Poll(null, 0, Intervals[Math.Min(i, Intervals.Length - 1)]);
        }
    }

    private ProgramOutcome End(int? ended, bool timedOut)
    {
        PassNewLines();
        if (line.Length > 0) onLine(line.ToString());
        return new ProgramOutcome(ended, Tail(), timedOut);
    }

    private void PassNewLines()
    {
        byte* buffer = stackalloc byte[4096];
        while (passed <= PassedLimit)
        {
            nint got = Libc.PRead(log.Number, buffer, 4096, at);
            if (got <= 0) return;
            at += got;
            passed += (int)got;
            // A character that is split between two reads is wrong here but right in the file.
            foreach (char c in Encoding.UTF8.GetString(buffer, (int)got))
            {
                if (c != '\n' && line.Length < 2048) line.Append(c);
                if (c != '\n') continue;
                onLine(line.ToString().TrimEnd('\r'));
                line.Clear();
            }
            if (passed <= PassedLimit) continue;
            onLine("… the rest of the output is only in the log file");
            line.Clear();
        }
    }

    private string Tail()
    {
        long from = Math.Max(begin, log.Size() - KeptErrorOutput);
        var tail = new byte[KeptErrorOutput];
        int length = log.ReadAt(tail, from, out _);
        return ErrorTail.Text(tail.AsSpan(0, Math.Max(0, length)), isCut: from > begin);
    }
}
