using Daybreak.Configuration;

namespace Daybreak.Migration;

/// <summary>The settings of daybreak.conf that correspond to another agent's configuration, and the settings without an equivalent.</summary>
public sealed class Equivalents
{
    private readonly List<Line> lines = [];
    private readonly List<string> without = [];

    private sealed record Line(string Section, string Key, string Value, string From);

    /// <summary>The files that were read.</summary>
    public List<string> Read { get; } = [];

    /// <summary>Adds a setting. It replaces an earlier value of the same key.</summary>
    /// <param name="section">Without brackets.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="from">Where it comes from, such as Provisioning.DeleteRootPassword=y.</param>
    public void Set(string section, string key, string value, string from)
    {
        lines.RemoveAll(line => line.Section == section && line.Key == key);
        lines.Add(new Line(section, key, ProgressLog.OneLine(value), ProgressLog.OneLine(from)));
    }

    /// <summary>Whether a setting has this value.</summary>
    public bool Has(string section, string key, string value) =>
        lines.Exists(line => line.Section == section && line.Key == key && line.Value == value);

    /// <summary>Adds a setting without an equivalent.</summary>
    public void AddWithout(string from, string why)
    {
        string remark = $"{ProgressLog.OneLine(from)}: {why}";
        if (!without.Contains(remark)) without.Add(remark);
    }

    /// <summary>The file. A line that the configuration loader would warn about becomes a comment.</summary>
    public string ToText()
    {
        var text = new StringBuilder("# ");
        text.Append(string.Join(", ", Read)).Append(" as daybreak.conf. Keys that are not listed have their defaults.\n");
        var sections = new List<string>();
        foreach (var line in lines)
        {
            if (Rejection(line) is { } why) AddWithout(line.From, $"[{line.Section}] {line.Key}={line.Value} would be the equivalent, but {why}");
            else if (!sections.Contains(line.Section)) sections.Add(line.Section);
        }
        foreach (string section in sections)
        {
            text.Append("\n[").Append(section).Append("]\n");
            foreach (var line in lines)
                if (line.Section == section && Rejection(line) is null) text.Append("# ").Append(line.From).Append('\n').Append(line.Key).Append('=').Append(line.Value).Append('\n');
        }
        if (without.Count > 0) text.Append("\n# Without an equivalent:\n");
        foreach (string remark in without) text.Append("# ").Append(remark).Append('\n');
        return text.ToString();
    }

    private static string? Rejection(Line line)
    {
        string? warning = null;
        SettingsLoader.LoadOnly($"[{line.Section}]\n{line.Key}={line.Value}\n", "", text => warning = text);
        return warning?[(warning.IndexOf(": ", StringComparison.Ordinal) + 2)..];
    }
}
