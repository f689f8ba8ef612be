namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>runcmd</c> and <c>bootcmd</c>: one shell script, as cloud-init makes one. A text is a line of shell, a list a command with its arguments.</summary>
internal static class Commands
{
    public static ScriptTask? Script(YamlNode node, CloudConfigReader reader, string name)
    {
        var script = new StringBuilder("#!/bin/sh\n");
        int count = 0;
        foreach (var item in reader.Items(node, name))
        {
            if (item.IsNull) continue;
            if (item.Kind == YamlKind.Scalar && reader.Text(item, $"an item of {name}") is { } line)
            {
                script.Append(line).Append('\n');
                count++;
            }
            else if (item.Kind == YamlKind.Sequence && item.Items.Count > 0 && Words(item, reader, name) is { } words)
            {
                script.Append(words).Append('\n');
                count++;
            }
            else if (item.Kind == YamlKind.Mapping)
            {
                reader.Wrong(item, $"an item of {name} is a mapping, and is not done: quote a command with a colon in it");
            }
        }
        return count == 0 ? null : new ScriptTask(reader.Key(name), reader.Title($"{name}, {(count == 1 ? "1 command" : $"{count} commands")},"), Encoding.UTF8.GetBytes(script.ToString()), ["/bin/sh"]);
    }

    private static string? Words(YamlNode list, CloudConfigReader reader, string name)
    {
        var words = new StringBuilder();
        foreach (var word in list.Items)
        {
            // A null in a command has no meaning that anyone could want.
            if (reader.Text(word, $"a command of {name}") is not { } text) return null;
            if (words.Length > 0) words.Append(' ');
            words.Append(Quote(text));
        }
        return words.ToString();
    }

    /// <summary>One word of a shell, whatever is in it.</summary>
    public static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
