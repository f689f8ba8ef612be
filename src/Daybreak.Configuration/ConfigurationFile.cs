namespace Daybreak.Configuration;

/// <summary>
/// Reads one file in systemd's style: <c>[Section]</c>, <c>Key=value</c>, comments with # or ; at the beginning of a line. An invalid
/// line is a warning with file and line, and has no effect.
/// </summary>
/// <param name="warn">Receives each warning.</param>
internal sealed class ConfigurationFile(Action<string> warn)
{
    /// <summary>Applies a file to the settings.</summary>
    /// <param name="settings">The settings of earlier files.</param>
    /// <param name="text">The file's content.</param>
    /// <param name="path">For warnings.</param>
    public Settings Apply(Settings settings, string text, string path)
    {
        string section = "";
        int number = 0;
        // Editors on Windows put a byte order mark first.
        foreach (string raw in text.TrimStart('\ufeff').Split('\n'))
        {
            number++;
            string line = raw.Trim();
            if (line.Length == 0 || line[0] is '#' or ';') continue;
            string place = $"{path}:{number}";
            if (line[0] == '[')
            {
                section = line.Trim('[', ']');
                if (line[^1] != ']') warn($"{place}: the section has no ] at its end: add it; it is read as [{section}]");
                continue;
            }
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) warn($"{place}: expected [Section], Key=value or a comment; the line is ignored");
            else Set(ref settings, section, line[..equals].Trim(), line[(equals + 1)..].Trim(), place);
        }
        return settings;
    }

    private void Set(ref Settings settings, string section, string key, string value, string place)
    {
        bool isSection = false;
        foreach (var setting in SettingsTable.All)
        {
            if (setting.Section != section) continue;
            isSection = true;
            if (setting.Key != key) continue;
            if (!setting.TrySet(ref settings, value)) warn($"{place}: {key}={value} is not {setting.Type.Expected}; the setting is ignored");
            return;
        }
        if (isSection) warn($"{place}: unknown key {key}= in [{section}]; the setting is ignored");
        else if (section.Length == 0) warn($"{place}: {key}= must be in a section; the setting is ignored");
        else warn($"{place}: unknown section [{section}]; the setting {key}= is ignored");
    }
}
