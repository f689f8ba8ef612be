namespace Daybreak.Provisioning.Configuration;

/// <summary>
/// Reads one file in systemd's style: <c>[Section]</c>, <c>Key=value</c>, comments with # or ; at the beginning of a line. What is
/// not understood is a warning with file and line, and changes nothing.
/// </summary>
/// <param name="warn">Hears each warning.</param>
internal sealed class ConfigurationFile(Action<string> warn)
{
    /// <summary>Lays a file over the settings.</summary>
    /// <param name="settings">What earlier files said.</param>
    /// <param name="text">The file's content.</param>
    /// <param name="path">For warnings.</param>
    public Settings Apply(Settings settings, string text, string path)
    {
        string section = "";
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = raw.Trim();
            if (line.Length == 0 || line[0] is '#' or ';') continue;
            string place = $"{path}:{number}";
            if (line[0] == '[')
            {
                if (line[^1] != ']') warn($"{place}: a section begins with [ and ends with ]");
                section = line.Trim('[', ']');
                continue;
            }
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                warn($"{place}: neither a section, nor Key=value, nor a comment");
                continue;
            }
            settings = Set(settings, section, line[..equals].Trim(), line[(equals + 1)..].Trim(), place);
        }
        return settings;
    }

    private Settings Set(Settings settings, string section, string key, string value, string place)
    {
        switch (section, key)
        {
            case ("Provisioning", "Deadline"):
                return Time(value, TimeSpan.FromSeconds(1), key, place) is { } deadline ? settings with { Deadline = deadline } : settings;
            case ("Media", "Wait"):
                return Time(value, TimeSpan.Zero, key, place) is { } wait ? settings with { MediaWait = wait } : settings;
            case ("Media", "Release"):
                return Flag(value, key, place) is { } release ? settings with { ReleaseMedia = release } : settings;
            case ("Platform", "ReportHostKey"):
                return Flag(value, key, place) is { } report ? settings with { ReportHostKey = report } : settings;
            case ("Platform", "HealthProtocol"):
                if (value is "xml" or "json") return settings with { HealthProtocol = value == "json" ? HealthProtocol.Json : HealthProtocol.Xml };
                warn($"{place}: HealthProtocol={value} is neither xml nor json and has no effect");
                return settings;
            default:
                warn($"{place}: [{section}] {key}= is not known and has no effect");
                return settings;
        }
    }

    private TimeSpan? Time(string value, TimeSpan least, string key, string place)
    {
        if (SystemdTime.TryParse(value, out var time) && time >= least) return time;
        warn($"{place}: {key}={value} is not a time of at least {least.TotalSeconds:0} s, such as 18min, and has no effect");
        return null;
    }

    private bool? Flag(string value, string key, string place)
    {
        bool? flag = value.ToLowerInvariant() switch
        {
            "yes" or "true" or "on" or "1" => true,
            "no" or "false" or "off" or "0" => false,
            _ => null,
        };
        if (flag is null) warn($"{place}: {key}={value} is neither yes nor no and has no effect");
        return flag;
    }
}
