namespace Daybreak.Configuration;

/// <summary>The keys of <c>[Network]</c>.</summary>
internal static class NetworkSection
{
    public static Settings Set(Settings settings, string key, SettingValue value) => key switch
    {
        "Secondary" => value.OneOf("leave", "configure") is { } what ? settings with { Network = new NetworkSettings { ConfigureSecondary = what == "configure" } } : settings,
        _ => value.Unknown(settings),
    };
}
