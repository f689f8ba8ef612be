using Daybreak.Configuration;

namespace Daybreak.Migration;

/// <summary>What another agent's configuration says, in the words of daybreak.conf, and what of it has none.</summary>
public sealed class Equivalents
{
    private readonly List<Line> lines = [];
    private readonly List<string> without = [];

    private sealed class Line(string section, string key, string value, string from)
    {
        public string Section => section;

        public string Key => key;

        public string Value => value;

        public string From => from;
    }

    /// <summary>Files that were read.</summary>
    public List<string> Read { get; } = [];

    /// <summary>Says a setting; a later one of the same key takes its place.</summary>
    /// <param name="section">Without brackets.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="from">What says so, such as Provisioning.DeleteRootPassword=y.</param>
    public void Set(string section, string key, string value, string from)
    {
        for (int i = lines.Count - 1; i >= 0; i--)
            if (lines[i].Section == section && lines[i].Key == key) lines.RemoveAt(i);
        lines.Add(new Line(section, key, ProgressLog.OneLine(value), ProgressLog.OneLine(from)));
    }

    /// <summary>Whether this has been said.</summary>
    public bool Says(string section, string key, string value)
    {
        foreach (var line in lines)
            if (line.Section == section && line.Key == key && line.Value == value) return true;
        return false;
    }

    /// <summary>Names something that has no equivalent, and says why.</summary>
    public void None(string from, string why)
    {
        string remark = $"{ProgressLog.OneLine(from)}: {why}";
        if (!without.Contains(remark)) without.Add(remark);
    }

    /// <summary>The file. It has no line that the loader of the configuration would warn of: such a one is a comment instead.</summary>
    public string ToText()
    {
        var text = new StringBuilder("# ");
        text.Append(string.Join(", ", Read)).Append(", as daybreak.conf says it. What is not named here has its default.\n");
        var sections = new List<string>();
        foreach (var line in lines)
        {
            if (Refused(line) is { } why) None(line.From, $"[{line.Section}] {line.Key}={line.Value} would say it, but {why}");
            else if (!sections.Contains(line.Section)) sections.Add(line.Section);
        }
        foreach (string section in sections)
        {
            text.Append("\n[").Append(section).Append("]\n");
            foreach (var line in lines)
                if (line.Section == section && Refused(line) is null) text.Append("# ").Append(line.From).Append('\n').Append(line.Key).Append('=').Append(line.Value).Append('\n');
        }
        if (without.Count > 0) text.Append("\n# Without an equivalent:\n");
        foreach (string remark in without) text.Append("# ").Append(remark).Append('\n');
        return text.ToString();
    }

    private static string? Refused(Line line)
    {
        string? warning = null;
        SettingsLoader.LoadOnly($"[{line.Section}]\n{line.Key}={line.Value}\n", "", text => warning = text);
        return warning?[(warning.IndexOf(": ", StringComparison.Ordinal) + 2)..];
    }
}
