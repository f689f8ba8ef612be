namespace Daybreak.Configuration;

/// <summary>The keys of <c>[Platform]</c>.</summary>
internal static class PlatformSection
{
    public static Settings Set(Settings settings, string key, SettingValue value) => key switch
    {
        "ReportHostKey" => value.Flag() is { } report ? settings with { ReportHostKey = report } : settings,
        "HealthProtocol" => value.OneOf("xml", "json") is { } form ? settings with { HealthProtocol = form == "json" ? HealthProtocol.Json : HealthProtocol.Xml } : settings,
        _ => value.Unknown(settings),
    };
}
