namespace Daybreak.Core;

/// <summary>How much a line matters.</summary>
public enum Severity
{
    /// <summary>Only with --verbose.</summary>
    Detail,

    /// <summary>A fact of the run.</summary>
    Fact,

    /// <summary>Something that an operator should look at; the run continues.</summary>
    Warning,

    /// <summary>Why the run failed, and what to do: the last line.</summary>
    Failure,
}

/// <summary>Tells what happens, one line a fact, readable on a serial console.</summary>
/// <param name="write">Takes each line.</param>
public sealed class ProgressLog(Action<Severity, string> write)
{
    /// <summary>A fact.</summary>
    public void Say(string line) => Tell(Severity.Fact, line);

    /// <summary>A detail.</summary>
    public void Detail(string line) => Tell(Severity.Detail, line);

    /// <summary>A warning.</summary>
    public void Warn(string line) => Tell(Severity.Warning, line);

    /// <summary>A text without control characters. Sources are hostile: what they said must not draw on a console or begin a second line.</summary>
    public static string OneLine(string text) =>
        string.Create(text.Length, text, static (to, from) =>
        {
            for (int i = 0; i < from.Length; i++) to[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });

    private void Tell(Severity weight, string line) => write(weight, OneLine(line));
}
