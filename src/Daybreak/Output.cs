using Daybreak.Machine.Kernel;

namespace Daybreak;

/// <summary>What a verb says, unbuffered and in UTF-8: results and facts on standard output, the rest on standard error.</summary>
internal sealed class Output(bool verbose)
{
    private readonly StandardStream standard = StandardStream.Output;
    private readonly StandardStream error = StandardStream.Error;

    // sd-daemon(3): below systemd's journal a line may begin with its priority.
    private readonly bool toJournal = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };

    /// <summary>Whether standard output is for the result alone, as programs read it: then facts are told only with --verbose, on standard error.</summary>
    public bool ResultAlone { get; set; }

    /// <summary>A result, on standard output.</summary>
    public void Print(string text) => standard.Write(Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n"));

    /// <summary>A result of bytes, on standard output.</summary>
    public void Print(ReadOnlySpan<byte> bytes) => standard.Write(bytes);

    /// <summary>A complaint, on standard error.</summary>
    public void Complain(string sentence) => Write(error, 3, $"daybreak: {sentence}");

    /// <summary>A line of the story of a run: facts on standard output, warnings and failures on standard error.</summary>
    public void Tell(Severity weight, string line)
    {
        switch (weight)
        {
            case Severity.Fact or Severity.Detail when ResultAlone:
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

    /// <summary>A request is tried again: whoever waits is told so.</summary>
    public void TellRetry(string line) => Write(ResultAlone ? error : standard, 6, line);

    /// <summary>Lines for the console, on standard error: when systemd puts it there, or on a running machine.</summary>
    public void ShowOnConsole(string[] lines, bool isRunning)
    {
        if (!toJournal && !isRunning) return;
        foreach (string line in lines) Write(error, 3, line);
    }

    private void Write(StandardStream stream, int priority, string line) => stream.Write(Encoding.UTF8.GetBytes(toJournal ? $"<{priority}>{ProgressLog.OneLine(line)}\n" : ProgressLog.OneLine(line) + "\n"));
}
