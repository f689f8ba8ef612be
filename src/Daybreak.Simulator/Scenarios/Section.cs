using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Daybreak.Simulator.Scenarios;

/// <summary>A mapping of the file, read key by key. <see cref="End"/> reports the keys that were not read.</summary>
internal sealed class Section
{
    private readonly YamlMappingNode _node;
    private readonly Problems _problems;
    private readonly Dictionary<string, YamlNode> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];

    public Section(YamlNode node, string what, Problems problems)
    {
        _problems = problems;
        if (node is YamlMappingNode mapping)
        {
            _node = mapping;
        }
        else
        {
            _node = new YamlMappingNode();
            if (!IsNothing(node)) problems.Add(node, $"expected {what}: a mapping of keys to values");
        }
        foreach (var (key, value) in _node.Children)
        {
            if (key is YamlScalarNode { Value: { } name }) _entries[name] = value;
            else problems.Add(key, "expected a key that is plain text");
        }
    }

    /// <summary>The node of a key, for error messages; the whole section if the key is absent.</summary>
    public YamlNode At(string key) => _entries.GetValueOrDefault(key) ?? _node;

    public bool Has(string key) => _entries.ContainsKey(key);

    public YamlNode? Take(string key)
    {
        _known.Add(key);
        return _entries.GetValueOrDefault(key);
    }

    public string? Text(string key) => Scalar(key, "text");

    public bool? Flag(string key) => Scalar(key, "true or false") switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var other => Refuse<bool>(key, $"expected true or false for '{key}', not '{other}'"),
    };

    public int? Integer(string key, int minimum, int maximum)
    {
        if (Scalar(key, "a number") is not { } text) return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum) return number;
        return Refuse<int>(key, FormattableString.Invariant($"expected a whole number from {minimum} to {maximum} for '{key}', not '{text}'"));
    }

    public TimeSpan? Time(string key) => Parsed(key, Duration.Expected, text => (object?)Duration.Parse(text)) is TimeSpan time ? time : null;

    public Guid? Uuid(string key)
    {
        if (Scalar(key, "a UUID") is not { } text) return null;
        return Guid.TryParseExact(text, "D", out var id) ? id : Refuse<Guid>(key, $"expected a UUID such as 5f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d for '{key}', not '{text}'");
    }

    public T? Parsed<T>(string key, string expected, Func<string, T?> parse)
        where T : class
    {
        if (Scalar(key, expected) is not { } text) return null;
        if (parse(text) is { } value) return value;
        _problems.Add(At(key), $"expected {expected} for '{key}', not '{text}'");
        return null;
    }

    public IReadOnlyList<YamlNode>? List(string key, string what)
    {
        switch (Take(key))
        {
            case null: return null;
            case YamlSequenceNode sequence: return [.. sequence.Children];
            case var other:
                if (!IsNothing(other)) _problems.Add(other, $"expected a list of {what} for '{key}'");
                return [];
        }
    }

    public Section? Map(string key, string what) => Take(key) is { } node ? new Section(node, what, _problems) : null;

    public void End()
    {
        foreach (var key in _node.Children.Keys.OfType<YamlScalarNode>())
        {
            if (_known.Contains(key.Value!)) continue;
            var meant = Suggestion.For(key.Value!, _known) is { } suggestion ? $" (did you mean '{suggestion}'?)" : "";
            _problems.Add(key, $"unknown key '{key.Value}'{meant}; expected one of {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
        }
    }

    public static bool IsNothing(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" };

    private string? Scalar(string key, string expected)
    {
        switch (Take(key))
        {
            case null: return null;
            case YamlScalarNode { Value: { } text } scalar when !IsNothing(scalar): return text;
            case var other:
                _problems.Add(other, $"expected {expected} for '{key}'");
                return null;
        }
    }

    private T? Refuse<T>(string key, string message)
        where T : struct
    {
        _problems.Add(At(key), message);
        return null;
    }
}
