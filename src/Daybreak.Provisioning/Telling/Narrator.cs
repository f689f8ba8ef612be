namespace Daybreak.Provisioning.Telling;

/// <summary>How much a line matters.</summary>
public enum Weight
{
    /// <summary>Only with --verbose.</summary>
    Detail,

    /// <summary>A fact of the run.</summary>
    Fact,

    /// <summary>Something that an operator should look at; the run goes on.</summary>
    Warning,

    /// <summary>Why the run failed, and what to do: the last line.</summary>
    Failure,
}

/// <summary>Tells what happens, one line a fact, readable on a serial console.</summary>
/// <param name="write">Takes each line.</param>
public sealed class Narrator(Action<Weight, string> write)
{
    /// <summary>A fact.</summary>
    public void Say(string line) => Tell(Weight.Fact, line);

    /// <summary>A detail.</summary>
    public void Detail(string line) => Tell(Weight.Detail, line);

    /// <summary>A warning.</summary>
    public void Warn(string line) => Tell(Weight.Warning, line);

    /// <summary>A text without control characters. Sources are hostile: what they said must not draw on a console or begin a second line.</summary>
    public static string OneLine(string text) =>
        string.Create(text.Length, text, static (to, from) =>
        {
            for (int i = 0; i < from.Length; i++) to[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });

    private void Tell(Weight weight, string line) => write(weight, OneLine(line));
}
