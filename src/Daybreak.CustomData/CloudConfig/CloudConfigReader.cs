using Daybreak.Core;
using Daybreak.CustomData.Unpack;

namespace Daybreak.CustomData.CloudConfig;

/// <summary>Reads values of a cloud-config as what they should be. What they are not is a finding, and null.</summary>
/// <param name="part">The part that is read.</param>
/// <param name="findings">Gets the findings.</param>
internal sealed class CloudConfigReader(Part part, List<Finding> findings)
{
    /// <summary>Added to the machine's tasks after all the others of this part.</summary>
    public List<CustomDataTask> Delayed { get; } = [];

    /// <summary>A name in the state that no other part has.</summary>
    public string Key(string name) => part.Number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-of-{part.Number}");

    /// <summary>A title.</summary>
    public string Title(string what) => string.Create(CultureInfo.InvariantCulture, $"part {part.Number}: {what}");

    /// <summary>A text for a message.</summary>
    public static string Shown(string text)
    {
        string cut = text.Length <= 60 ? text : text[..60] + "…";
        return $"\"{ProgressLog.OneLine(cut)}\"";
    }

    public void Wrong(YamlNode at, string sentence) => Add(FindingSeverity.Error, at, sentence);

    public void NotDone(YamlNode at, string sentence) => Add(FindingSeverity.NotDone, at, sentence);

    public void Note(YamlNode at, string sentence) => Add(FindingSeverity.Note, at, sentence);

    /// <summary>A text, or a number as it is written.</summary>
    public string? Text(YamlNode node, string what)
    {
        if (node.Kind != YamlKind.Scalar || node.IsNull)
        {
            Wrong(node, $"{what} must be a text, and is not done");
            return null;
        }
        if (!node.Text.Contains('\0')) return node.Text;
        Wrong(node, $"{what} has a NUL in it, and is not done: remove it");
        return null;
    }

    /// <summary>A text that is a line of its own.</summary>
    public string? Line(YamlNode node, string what)
    {
        if (Text(node, what) is not { } text) return null;
        if (!text.AsSpan().ContainsAny('\n', '\r')) return text;
        Wrong(node, $"{what} has a line end in it, and is not done: remove it");
        return null;
    }

    /// <summary>Yes or no, in the words that YAML 1.1 has for them.</summary>
    public bool? Flag(YamlNode node, string what)
    {
        bool? flag = node.Kind != YamlKind.Scalar ? null : node.Text.ToLowerInvariant() switch
        {
            "true" or "yes" or "on" or "1" => true,
            "false" or "no" or "off" or "0" => false,
            _ => null,
        };
        if (flag is null) Wrong(node, $"{what} must be true or false, and is taken for false");
        return flag;
    }

    /// <summary>The items of a list; one that is no list is a finding.</summary>
    public IReadOnlyList<YamlNode> Items(YamlNode node, string what)
    {
        if (node.Kind == YamlKind.Sequence) return node.Items;
        Wrong(node, $"{what} must be a list (- item), and is not done");
        return [];
    }

    /// <summary>Texts of a list, or one text alone.</summary>
    public List<string> Lines(YamlNode node, string what)
    {
        var lines = new List<string>();
        if (node.IsNull) return lines;
        foreach (var item in node.Kind == YamlKind.Scalar ? [node] : Items(node, what))
            if (Line(item, what) is { } line) lines.Add(line);
        return lines;
    }

    /// <summary>Names the keys of a mapping that are not among these.</summary>
    public void Known(YamlNode mapping, string what, ReadOnlySpan<string> done, ReadOnlySpan<string> notDone)
    {
        foreach (var key in mapping.Keys)
        {
            if (done.Contains(key.Text)) continue;
            if (notDone.Contains(key.Text)) NotDone(key, $"{key.Text} of {what} is not done");
            else Wrong(key, $"{Shown(key.Text)} is no key of {what}, and is not done: correct or remove it");
        }
    }

    private void Add(FindingSeverity severity, YamlNode at, string sentence) => findings.Add(new Finding(severity, part.Number, at.Line, at.Column, sentence));
}
