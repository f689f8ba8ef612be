using Daybreak.Core;
using Daybreak.CustomData.Unpack;

namespace Daybreak.CustomData.CloudConfig;

/// <summary>Reads the values of a cloud-config and makes its tasks. An invalid value is a finding, and null.</summary>
/// <param name="part">The part that is read.</param>
/// <param name="findings">Gets the findings.</param>
internal sealed class CloudConfigReader(Part part, List<Finding> findings)
{
    /// <summary>Added to the machine's tasks after all the others of this part.</summary>
    public List<CustomDataTask> Delayed { get; } = [];

    /// <summary>A name in the state that no other part has.</summary>
    public string Key(string name) => part.Number == 1 ? name : $"{name}-of-{part.Number}";

    /// <summary>The title of a task of this part.</summary>
    public string Title(string title) => $"part {part.Number}: {title}";

    /// <summary>A task whose changes depend on the machine alone.</summary>
    public MachineTask Task(string name, string title, Func<MachineView, IEnumerable<Change>> plan) => new(Key(name), Title(title), plan);

    /// <summary>A script for /bin/sh.</summary>
    public ScriptTask Script(string name, string title, string script, bool repeats = true) =>
        new(Key(name), Title(title), Encoding.UTF8.GetBytes(script), ["/bin/sh"], repeats);

    /// <summary>A text for a message.</summary>
    public static string Shown(string text) => $"\"{ProgressLog.OneLine(text.Length <= 60 ? text : text[..60] + "…")}\"";

    /// <summary>Whether a text consists of ASCII letters, digits and these characters.</summary>
    public static bool HasOnly(string text, string others) => text.All(c => char.IsAsciiLetterOrDigit(c) || others.Contains(c));

    public void Wrong(YamlNode at, string sentence) => Add(FindingSeverity.Error, at, sentence);

    public void NotDone(YamlNode at, string sentence) => Add(FindingSeverity.NotDone, at, sentence);

    public void Note(YamlNode at, string sentence) => Add(FindingSeverity.Note, at, sentence);

    /// <summary>A text, or a number as it is written.</summary>
    public string? Text(YamlNode node, string what)
    {
        if (node.Kind == YamlKind.Scalar && !node.IsNull && !node.Text.Contains('\0')) return node.Text;
        Wrong(node, $"{what} must be a text{(node.Text.Contains('\0') ? " without NUL characters" : "")}");
        return null;
    }

    /// <summary>A text of one line.</summary>
    public string? Line(YamlNode node, string what)
    {
        if (Text(node, what) is not { } text) return null;
        if (!text.AsSpan().ContainsAny('\n', '\r')) return text;
        Wrong(node, $"{what} must be one line");
        return null;
    }

    /// <summary>A line that conforms to a rule.</summary>
    /// <param name="node">The value.</param>
    /// <param name="what">Its name in messages.</param>
    /// <param name="isValid">The rule.</param>
    /// <param name="rule">The rule in words.</param>
    public string? Line(YamlNode node, string what, Predicate<string> isValid, string rule)
    {
        if (Line(node, what) is not { } text) return null;
        if (isValid(text)) return text;
        Wrong(node, $"invalid {what} {Shown(text)}: {rule}");
        return null;
    }

    /// <summary>An absolute path without parts that lead upwards, which is not that of a directory.</summary>
    public string? Path(YamlNode node, string what) =>
        Line(node, what, IsPath, "use an absolute path without \"..\", \".\", \"//\" or a slash at the end");

    /// <summary>Whether a value is a mapping. If not, that is a finding.</summary>
    public bool IsMapping(YamlNode node, string what)
    {
        if (node.Kind != YamlKind.Mapping) Wrong(node, $"{what} must be a mapping (key: value)");
        return node.Kind == YamlKind.Mapping;
    }

    /// <summary>Whether a key of a mapping is there and true, in the words that YAML 1.1 has for it.</summary>
    public bool IsSet(YamlNode mapping, string key) => mapping[key] is { } node && Flag(node, key) == true;

    /// <summary>True or false, in the words that YAML 1.1 has for them.</summary>
    public bool? Flag(YamlNode node, string what)
    {
        bool? flag = node.Kind != YamlKind.Scalar ? null : node.Text.ToLowerInvariant() switch
        {
            "true" or "yes" or "on" or "1" => true,
            "false" or "no" or "off" or "0" => false,
            _ => null,
        };
        if (flag is null) Wrong(node, $"{what} must be true or false; the default is used");
        return flag;
    }

    /// <summary>The items of a list; one that is no list is a finding.</summary>
    public IReadOnlyList<YamlNode> Items(YamlNode node, string what)
    {
        if (node.Kind != YamlKind.Sequence) Wrong(node, $"{what} must be a list (- item)");
        return node.Items;
    }

    /// <summary>Reports the keys of a mapping that are not among these.</summary>
    public void Known(YamlNode mapping, string what, ReadOnlySpan<string> done, ReadOnlySpan<string> notDone)
    {
        foreach (var key in mapping.Keys)
        {
            if (done.Contains(key.Text)) continue;
            if (notDone.Contains(key.Text)) NotDone(key, $"{key.Text} of {what} is not supported");
            else Wrong(key, $"unknown key {Shown(key.Text)} of {what}");
        }
    }

    private static bool IsPath(string path) =>
        path.StartsWith('/') && path.Length is > 1 and < 4096
        && Array.TrueForAll(path[1..].Split('/'), name => name is not ("" or "." or "..") && Encoding.UTF8.GetByteCount(name) <= 255);

    private void Add(FindingSeverity severity, YamlNode at, string sentence) => findings.Add(new Finding(severity, part.Number, at.Line, at.Column, sentence));
}
