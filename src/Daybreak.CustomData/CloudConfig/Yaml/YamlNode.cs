namespace Daybreak.CustomData.CloudConfig.Yaml;

/// <summary>The kind of a node.</summary>
public enum YamlKind
{
    /// <summary>A text.</summary>
    Scalar,

    /// <summary>A list.</summary>
    Sequence,

    /// <summary>Keys with their values.</summary>
    Mapping,
}

/// <summary>One node of a document, with the place where it begins.</summary>
/// <param name="kind">Its kind.</param>
/// <param name="line">From 1.</param>
/// <param name="column">From 1, in characters.</param>
public sealed class YamlNode(YamlKind kind, int line, int column)
{
    /// <summary>Its kind.</summary>
    public YamlKind Kind => kind;

    /// <summary>From 1.</summary>
    public int Line => line;

    /// <summary>From 1, in characters.</summary>
    public int Column => column;

    /// <summary>A scalar's text; empty for the others.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether a scalar is written without quotes and not as a block. Only such a scalar can be null, true or a number.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Whether it is tagged <c>!!binary</c>: the text is base64.</summary>
    public bool IsBinary { get; init; }

    /// <summary>A sequence's items.</summary>
    public List<YamlNode> Items { get; } = [];

    /// <summary>A mapping's keys, each a scalar, in their order; each only once.</summary>
    public List<YamlNode> Keys { get; } = [];

    /// <summary>A mapping's values, in the order of <see cref="Keys"/>.</summary>
    public List<YamlNode> Values { get; } = [];

    /// <summary>Whether it is null.</summary>
    public bool IsNull => kind == YamlKind.Scalar && IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>"line 3, column 5".</summary>
    public string Place => $"line {Line}, column {Column}";

    /// <summary>The items of a sequence; for another kind this node alone.</summary>
    public IReadOnlyList<YamlNode> AsList => kind == YamlKind.Sequence ? Items : [this];

    /// <summary>The value of a key; null when there is none.</summary>
    public YamlNode? this[string key] => Keys.FindIndex(each => each.Text == key) is >= 0 and var i ? Values[i] : null;

    /// <summary>The value of a key; null when there is none, or when it is null.</summary>
    public YamlNode? Given(string key) => this[key] is { IsNull: false } value ? value : null;
}

/// <summary>Why a text cannot be read.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="Sentence">The error, and what to write instead.</param>
public sealed record YamlFailure(int Line, int Column, string Sentence);
