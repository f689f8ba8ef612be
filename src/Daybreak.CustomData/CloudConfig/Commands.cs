namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>runcmd</c> and <c>bootcmd</c>: one shell script. A text is a line of it, a list is a command with its arguments.</summary>
internal static class Commands
{
    public static IEnumerable<CustomDataTask> Read(YamlNode node, CloudConfigReader reader, string name)
    {
        var lines = reader.Items(node, name).Where(item => !item.IsNull).Select(item => Line(item, reader, name)).OfType<string>().ToList();
        if (lines.Count == 0) yield break;
        string count = lines.Count == 1 ? "1 command" : $"{lines.Count} commands";
        yield return reader.Script(name, $"{name}, {count},", $"#!/bin/sh\n{string.Join('\n', lines)}\n", repeats: false);
    }

    /// <summary>A word of the shell with any characters.</summary>
    public static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string? Line(YamlNode item, CloudConfigReader reader, string name)
    {
        switch (item.Kind)
        {
            case YamlKind.Scalar:
                return reader.Text(item, $"an item of {name}");
            case YamlKind.Sequence:
                var words = item.Items.Select(word => reader.Text(word, $"a command of {name}")).ToList();
                return words.Count == 0 || words.Contains(null) ? null : string.Join(' ', words.Select(word => Quote(word!)));
            default:
                reader.Wrong(item, $"an item of {name} is a mapping: quote a command that contains a colon");
                return null;
        }
    }
}
