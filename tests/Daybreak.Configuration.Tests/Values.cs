using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Daybreak.Configuration.Types;

namespace Daybreak.Configuration.Tests;

/// <summary>Values of a key for tests: the limits come from the text that the documentation shows.</summary>
internal static partial class Values
{
    /// <summary>Compares two configurations. Records compare lists by reference, JSON by content.</summary>
    public static void AssertEqual(Settings expected, Settings found) => Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(found));

    /// <summary>Whether two configurations have the same values.</summary>
    public static bool AreEqual(Settings one, Settings other) => JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);

    /// <summary>Values at and within the limits.</summary>
    public static IEnumerable<string> Accepted(Setting setting) => setting.Type switch
    {
        TimeType => [$"{Span(setting).Least}s", $"{Span(setting).Least + 1}", $"{Span(setting).Most * 24}h", "1h 30min"],
        YesNoType => ["yes", "no", "true", "false", "on", "off", "1", "0", "YES", "No"],
        WordListType => ["", "one", "one two,three"],
        KnownWordsType => ["", .. Words(setting), "rsa, ed25519"],
        ProgramPathType => ["/", "/bin/sh", "/usr/bin/~!"],
        MountPointType => ["/a", "/srv/scratch-1", "/" + new string('a', Number(setting) - 1)],
        SwapSizeType => ["0", .. Words(setting), "512M", "2G", "8388608M"],
        _ => Words(setting),
    };

    /// <summary>Values just beyond the limits, and of other types.</summary>
    public static IEnumerable<string> Refused(Setting setting) => setting.Type switch
    {
        TimeType => [$"{Span(setting).Least - 1}", $"{Span(setting).Most * 24}h 1s", $"{(Span(setting).Most * 86400) + 1}s", "", "soon", .. Span(setting).Least > 0 ? ["999ms"] : Array.Empty<string>()],
        YesNoType => ["", "y", "2", "maybe"],
        WordListType => [],
        KnownWordsType => ["dsa", "rsa dsa", "none rsa", "RSA"],
        ProgramPathType => ["", "bash", "/bin/a sh", "/bin:/sh", "/bin/sch\u00f6n"],
        MountPointType => ["", "/", "mnt", "/mnt/", "/mnt//a", "/mnt/../etc", "/./mnt", "/a b", "/a%n", "/a\\b", "/a\"", "/a'", "/a,b", "/\u00fc", "/" + new string('a', Number(setting))],
        SwapSizeType => ["", "0M", "0G", "0%", "-1M", "1", "2g", "1.5G", .. Words(setting).Where(word => word.Length > 3).Select(OneMore), "8388609M", "%", "G"],
        _ => ["", .. Words(setting).SelectMany(word => (string[])[word.ToUpperInvariant(), word + "x"])],
    };

    // "1 s to 366 days"
    private static (int Least, int Most) Span(Setting setting)
    {
        var match = TimeLimits().Match(setting.Type.Limits);
        Assert.True(match.Success, setting.Type.Limits);
        return (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    private static int Number(Setting setting) => int.Parse(Digits().Match(setting.Type.Limits).Value, CultureInfo.InvariantCulture);

    private static string OneMore(string size) => $"{int.Parse(size[..^1], CultureInfo.InvariantCulture) + 1}{size[^1]}";

    /// <summary>The words that the documentation lists as code.</summary>
    public static string[] Words(Setting setting)
    {
        string[] words = [.. Code().Matches(setting.Type.Limits).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(words);
        return words;
    }

    [GeneratedRegex(@"^(\d+) s to (\d+) days$")]
    private static partial Regex TimeLimits();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
