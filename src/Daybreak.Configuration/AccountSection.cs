namespace Daybreak.Configuration;

/// <summary>The keys of <c>[Account]</c>.</summary>
internal static class AccountSection
{
    public static Settings Set(Settings settings, string key, SettingValue value) => key switch
    {
        "Groups" => settings with { Account = settings.Account with { Groups = value.Words() } },
        "Shell" => IsPath(value) ? settings with { Account = settings.Account with { Shell = value.Text } } : settings,
        "Backend" => value.OneOf("native", "useradd") is { } backend ? settings with { Account = settings.Account with { UsesTools = backend == "useradd" } } : settings,
        "LockRoot" => value.Flag() is { } lockRoot ? settings with { Account = settings.Account with { LockRoot = lockRoot } } : settings,
        _ => value.Unknown(settings),
    };

    private static bool IsPath(SettingValue value)
    {
        bool isPath = value.Text.StartsWith('/') && !value.Text.Contains(':') && value.Text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;
        if (!isPath) value.Refuse("is not the path of a program, such as /bin/bash,");
        return isPath;
    }
}
