namespace Daybreak.Configuration;

/// <summary>The keys of <c>[TemporaryDisk]</c>.</summary>
internal static class TemporaryDiskSection
{
    public static Settings Set(Settings settings, string key, SettingValue value)
    {
        var disk = settings.TemporaryDisk;
        return key switch
        {
            "Policy" => value.OneOf("off", "format-if-empty", "always") is { } word ? With(disk with { Policy = Policy(word) }) : settings,
            "MountPoint" => IsMountPoint(value) ? With(disk with { MountPoint = value.Text }) : settings,
            "FileSystem" => value.OneOf("ext4", "xfs", "btrfs") is { } kind ? With(disk with { FileSystem = kind }) : settings,
            "Combine" => value.OneOf("no", "btrfs", "md") is { } how ? With(disk with { Combine = Combination(how) }) : settings,
            _ => value.Unknown(settings),
        };
        Settings With(TemporaryDiskSettings changed) => settings with { TemporaryDisk = changed };
    }

    private static TemporaryDiskPolicy Policy(string word) => word switch
    {
        "off" => TemporaryDiskPolicy.Off,
        "always" => TemporaryDiskPolicy.Always,
        _ => TemporaryDiskPolicy.FormatIfEmpty,
    };

    private static DiskCombination Combination(string word) => word switch
    {
        "btrfs" => DiskCombination.Btrfs,
        "md" => DiskCombination.Md,
        _ => DiskCombination.None,
    };

    private static bool IsMountPoint(SettingValue value)
    {
        bool isPath = value.Text.Length is > 1 and <= 200 && value.Text[0] == '/' && value.Text[^1] != '/';
        if (isPath)
        {
            foreach (string part in value.Text[1..].Split('/')) isPath &= part.Length > 0 && part is not ("." or "..");
            foreach (char letter in value.Text) isPath &= letter is > ' ' and < '\x7f' and not ('%' or '\\' or '"' or '\'' or ',');
        }
        if (!isPath) value.Refuse("is not a plain absolute path such as /mnt");
        return isPath;
    }
}
