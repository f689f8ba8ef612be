using Daybreak.Machine.Kernel;

namespace Daybreak;

/// <summary>The program's output, unbuffered, in UTF-8: results and facts on standard output, the rest on standard error.</summary>
internal sealed class Output(bool verbose)
{
    private readonly StandardStream standard = StandardStream.Output;
    private readonly StandardStream error = StandardStream.Error;

    // sd-daemon(3): in systemd's journal a line may begin with its priority.
    private readonly bool toJournal = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };

    /// <summary>Whether standard output has only the result, for programs. Facts then go to standard error, and only with --verbose.</summary>
    public bool ResultOnly { get; set; }

    /// <summary>Prints a result.</summary>
    public void Print(string text) => standard.Write(Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n"));

    /// <summary>Prints a result that is UTF-8 already.</summary>
    public void Print(ReadOnlySpan<byte> bytes) => standard.Write(bytes);

    /// <summary>Prints why the command failed.</summary>
    public void PrintError(string sentence) => Write(error, 3, $"daybreak: {sentence}");

    /// <summary>Prints a line of a run: facts on standard output, warnings and failures on standard error.</summary>
    public void Log(Severity severity, string line)
    {
        switch (severity)
        {
            case Severity.Fact or Severity.Detail when ResultOnly:
                if (verbose) Write(error, 6, line);
                break;
            case Severity.Detail when verbose:
                Write(standard, 7, line);
                break;
            case Severity.Fact:
                Write(standard, 6, line);
                break;
            case Severity.Warning:
                Write(error, 4, $"warning: {line}");
                break;
            case Severity.Failure:
                Write(error, 3, $"failed: {line}");
                break;
        }
    }

    /// <summary>Prints that a request is repeated.</summary>
    public void LogRetry(string line) => Write(ResultOnly ? error : standard, 6, line);

    /// <summary>Prints lines for the console on standard error, if systemd connects it to the console or the machine is running.</summary>
    public void ShowOnConsole(string[] lines, bool isRunning)
    {
        if (!toJournal && !isRunning) return;
        foreach (string line in lines) Write(error, 3, line);
    }

    private void Write(StandardStream stream, int priority, string line) =>
        stream.Write(Encoding.UTF8.GetBytes($"{(toJournal ? $"<{priority}>" : "")}{ProgressLog.OneLine(line)}\n"));
}
