namespace Daybreak.Configuration;

/// <summary>The keys of <c>[Ssh]</c>.</summary>
internal static class SshSection
{
    public static Settings Set(Settings settings, string key, SettingValue value) => key switch
    {
        "HostKeyTypes" => HostKeyTypes(value) is { } types ? settings with { HostKeys = settings.HostKeys with { Types = types } } : settings,
        "ClientAliveInterval" => value.Time(TimeSpan.Zero) is { } interval ? settings with { Ssh = settings.Ssh with { ClientAliveInterval = interval } } : settings,
        _ => value.Unknown(settings),
    };

    private static IReadOnlyList<string>? HostKeyTypes(SettingValue value)
    {
        var types = value.Words();
        if (types is ["none"]) return [];
        if (types.Count == 0) return HostKeySettings.DefaultTypes;
        foreach (string type in types)
        {
            if (HostKeySettings.DefaultTypes.Contains(type)) continue;
            value.Refuse($"is neither none nor a list of {string.Join(", ", HostKeySettings.DefaultTypes)}");
            return null;
        }
        return types;
    }
}
