namespace Daybreak.Configuration;

/// <summary>The keys of <c>[Provisioning]</c>.</summary>
internal static class ProvisioningSection
{
    public static Settings Set(Settings settings, string key, SettingValue value) => key switch
    {
        "Deadline" => value.Time(TimeSpan.FromSeconds(1)) is { } deadline ? settings with { Deadline = deadline } : settings,
        _ => value.Unknown(settings),
    };
}
