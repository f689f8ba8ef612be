namespace Daybreak.Configuration;

/// <summary>The keys of <c>[Media]</c>.</summary>
internal static class MediaSection
{
    public static Settings Set(Settings settings, string key, SettingValue value) => key switch
    {
        "Wait" => value.Time(TimeSpan.Zero) is { } wait ? settings with { MediaWait = wait } : settings,
        "Release" => value.Flag() is { } release ? settings with { ReleaseMedia = release } : settings,
        _ => value.Unknown(settings),
    };
}
