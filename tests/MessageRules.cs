using System.Text.RegularExpressions;

namespace Daybreak.Tests;

/// <summary>The rules for a failure message: it names a place, says what to do or what is expected, and has no banned phrase.</summary>
/// <remarks>The tables of invalid inputs pass each message through this, so that every row is checked.</remarks>
internal static partial class MessageRules
{
    private static readonly IReadOnlyList<(string Phrase, Regex Pattern)> Banned = [.. Phrases()];

    /// <summary>Fails if a message breaks a rule.</summary>
    /// <param name="message">The message as an operator sees it.</param>
    /// <returns>The message.</returns>
    public static string Check(string? message)
    {
        string checkedPart = CheckPart(message);
        Assert.True(Place().IsMatch(checkedPart), $"names no place (a source, a file, an address, a line or a field): {message}");
        Assert.True(Action().IsMatch(checkedPart), $"says neither what to do nor what is expected: {message}");
        return checkedPart;
    }

    /// <summary>Fails if a part of a message, which the caller completes with the place and what to do, has a banned phrase.</summary>
    public static string CheckPart(string? part)
    {
        Assert.False(string.IsNullOrWhiteSpace(part), "there is no message");
        foreach (var (phrase, pattern) in Banned)
            Assert.False(pattern.IsMatch(part), $"has the banned phrase \"{phrase}\" (eng/banned-phrases.txt): {part}");
        return part;
    }

    // As in eng/check-language.sh: at word boundaries, and a word before a colon is a name.
    private static IEnumerable<(string, Regex)> Phrases() =>
        File.ReadLines(RepositoryRoot.Item("eng/banned-phrases.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t')[0])
            .Select(phrase => (phrase, Pattern(phrase)));

    private static Regex Pattern(string phrase) =>
        new($@"(?<![\w-])({phrase})(?![\w:-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    [GeneratedRegex(
        @"\b(IMDS|WireServer|media|goal state|custom data|command line|line \d+|part \d+)\b|"
        + @"--[a-z]|(^|[\s""(:=])/[\w.~-]|https?://|[\w.-]+:\d+: |\w=",
        RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    [GeneratedRegex(
        @"\bis not [\w-]+(, [\w-]+)* or |\b(expected|must|only|at (most|least)|between|needs?|instead of|such as|unknown|there are|lists|"
        + @"add|attach|check|choose|correct|create|delete|disable|enable|fix|give|install|move|name|quote|reboot|report|redeploy|"
        + @"remove|rename|replace|restart|run|see|set|use|write)\b|\?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Action();
}
