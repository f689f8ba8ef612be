namespace Daybreak.Configuration;

/// <summary>The keys of <c>[CustomData]</c>.</summary>
internal static class CustomDataSection
{
    public static Settings Set(Settings settings, string key, SettingValue value)
    {
        var now = settings.CustomData;
        var next = key switch
        {
            "Policy" => value.OneOf("off", "store", "execute") switch
            {
                "off" => now with { Policy = CustomDataPolicy.Off },
                "store" => now with { Policy = CustomDataPolicy.Store },
                "execute" => now with { Policy = CustomDataPolicy.Execute },
                _ => now,
            },
            "When" => value.OneOf("before", "after") is { } when ? now with { BeforeReady = when == "before" } : now,
            "TimeLimit" => value.Time(TimeSpan.FromSeconds(1)) is { } limit ? now with { TimeLimit = limit } : now,
            _ => null,
        };
        return next is null ? value.Unknown(settings) : settings with { CustomData = next };
    }
}
