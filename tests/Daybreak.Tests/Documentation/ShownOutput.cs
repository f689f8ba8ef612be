using System.Text.RegularExpressions;

namespace Daybreak.Tests.Documentation;

/// <summary>
/// The output that a page shows. <c>…</c> alone in a line stands for any lines, within a line for any text. Times, durations, versions of
/// Daybreak, ports of 127.0.0.1, the bars of a timeline and the number of blanks are not compared.
/// </summary>
internal static partial class ShownOutput
{
    /// <summary>Whether a command printed what the page shows.</summary>
    public static bool Matches(IEnumerable<string> shown, string printed)
    {
        string pattern = string.Concat(shown.Select(line => Pattern(Normalize(line))));
        return Regex.IsMatch(string.Concat(Lines(printed).Select(line => Normalize(line) + "\n")), $@"\A{pattern}\z");
    }

    private static string Pattern(string line) =>
        line == "…" ? @"(?:.*\n)*" : Regex.Escape(line).Replace("…", ".*", StringComparison.Ordinal) + "\n";

    private static string[] Lines(string text) => text.Length == 0 ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n');

    private static string Normalize(string line)
    {
        line = Duration().Replace(Seconds().Replace(line, "TIME "), "TIME");
        line = Milliseconds().Replace(Time().Replace(line, "TIME"), "$1TIME");
        line = Version().Replace(line, "Daybreak/VERSION");
        line = Port().Replace(line, "127.0.0.1:PORT");
        return Blanks().Replace(Bar().Replace(line, "BAR"), " ").TrimEnd();
    }

    [GeneratedRegex(@"\b\d[\d,]*(\.\d+)? m?s\b")]
    private static partial Regex Duration();

    // The simulator's lines begin with the seconds since its start.
    [GeneratedRegex(@"^ +\d+\.\d{3} ")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Time();

    // Members of the timeline's JSON.
    [GeneratedRegex(@"(""(?:startMs|ms|wholeMs)"": )[\d.]+")]
    private static partial Regex Milliseconds();

    [GeneratedRegex(@"\bDaybreak/\d+\.\d+\.\d+")]
    private static partial Regex Version();

    [GeneratedRegex(@"\b127\.0\.0\.1:\d+")]
    private static partial Regex Port();

    [GeneratedRegex(@"\|[ █]+\|")]
    private static partial Regex Bar();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Blanks();
}
