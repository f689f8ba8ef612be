namespace Daybreak.Platform.Imds;

/// <summary>A value of the instance document that cannot be used.</summary>
/// <param name="Path">Where it is, such as "network.interface[0].macAddress".</param>
/// <param name="Found">What is there: the kind of value, or a short string as JSON writes it.</param>
/// <param name="Expected">What can be used there.</param>
public sealed record UnexpectedValue(string Path, string Found, string Expected)
{
    /// <summary>All of it in one sentence.</summary>
    public string Sentence => $"{Path} is {Found}; expected {Expected}";

    /// <summary>Whether a member is lost with this value: the value is the member itself or contains it.</summary>
    public bool Covers(string member) =>
        member == Path || (member.StartsWith(Path, StringComparison.Ordinal) && member[Path.Length] is '.' or '[');
}
