namespace Daybreak.Configuration;

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
        // Editors on Windows put a byte order mark first.
        foreach (string raw in text.TrimStart('\ufeff').Split('\n'))
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
            string key = line[..equals].Trim();
            settings = Set(settings, section, key, new SettingValue(section, key, line[(equals + 1)..].Trim(), place, warn));
        }
        return settings;
    }

    private static Settings Set(Settings settings, string section, string key, SettingValue value) => section switch
    {
        "Provisioning" => ProvisioningSection.Set(settings, key, value),
        "CustomData" => CustomDataSection.Set(settings, key, value),
        "Media" => MediaSection.Set(settings, key, value),
        "Account" => AccountSection.Set(settings, key, value),
        "Platform" => PlatformSection.Set(settings, key, value),
        "Sudo" => SudoSection.Set(settings, key, value),
        "WaAgent" => WaAgentSection.Set(settings, key, value),
        "Network" => NetworkSection.Set(settings, key, value),
        "Kernel" => KernelSection.Set(settings, key, value),
        "Console" => KernelSection.SetConsole(settings, key, value),
        "Ssh" => SshSection.Set(settings, key, value),
        "TemporaryDisk" => TemporaryDiskSection.Set(settings, key, value),
        "Swap" => SwapSection.Set(settings, key, value),
        _ => value.Unknown(settings),
    };
}
