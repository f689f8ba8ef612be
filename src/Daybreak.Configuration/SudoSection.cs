namespace Daybreak.Configuration;

/// <summary>The keys of <c>[Sudo]</c>.</summary>
internal static class SudoSection
{
    public static Settings Set(Settings settings, string key, SettingValue value) => key switch
    {
        "Policy" => value.OneOf("platform", "none", "password", "nopassword") is { } word ? settings with { Sudo = new SudoSettings { Policy = Policy(word) } } : settings,
        _ => value.Unknown(settings),
    };

    private static SudoPolicy Policy(string word) => word switch
    {
        "none" => SudoPolicy.None,
        "password" => SudoPolicy.Password,
        "nopassword" => SudoPolicy.NoPassword,
        _ => SudoPolicy.Platform,
    };
}
