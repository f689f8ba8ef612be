namespace Daybreak.Platform.Imds;

/// <summary>An unusable value in the instance document.</summary>
/// <param name="Path">Where it is, such as "network.interface[0].macAddress".</param>
/// <param name="Found">The kind of the value, or a short string in JSON.</param>
/// <param name="Expected">The expected value.</param>
public sealed record UnexpectedValue(string Path, string Found, string Expected)
{
    /// <summary>The message.</summary>
    public string Sentence => $"{Path} is {Found}; expected {Expected}";

    /// <summary>Whether the value is this member or contains it.</summary>
    public bool Covers(string member) =>
        member == Path || (member.StartsWith(Path, StringComparison.Ordinal) && member[Path.Length] is '.' or '[');
}
