using System.Globalization;
using Daybreak.Machine.Changes;

namespace Daybreak.Machine.Tests.Changes;

/// <summary>Writes a description in one line: "name=value name=one,two [summary]".</summary>
internal sealed class WrittenDescription : ChangeDescription
{
    private readonly List<string> facts = [];

    public static string Of(Change change)
    {
        var description = new WrittenDescription();
        change.Describe(description);
        return string.Join(' ', description.Summary is { } summary ? [.. description.facts, $"[{summary}]"] : description.facts);
    }

    public override void Add(string name, string value) => facts.Add($"{name}={value}");

    public override void Add(string name, double value) => facts.Add(string.Create(CultureInfo.InvariantCulture, $"{name}={value}"));

    public override void Add(string name, IReadOnlyList<string> values) => facts.Add($"{name}={string.Join(',', values)}");
}
