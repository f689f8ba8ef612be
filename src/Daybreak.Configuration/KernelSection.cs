namespace Daybreak.Configuration;

/// <summary>The keys of <c>[Kernel]</c> and of <c>[Console]</c>.</summary>
internal static class KernelSection
{
    public static Settings Set(Settings settings, string key, SettingValue value)
    {
        var now = settings.Kernel;
        var next = key switch
        {
            "CreditEntropy" => value.Flag() is { } credit ? now with { CreditEntropy = credit } : now,
            "ScsiTimeout" => value.Time(TimeSpan.Zero) is { } scsi ? now with { ScsiTimeout = scsi } : now,
            "NvmeTimeout" => value.Time(TimeSpan.Zero) is { } nvme ? now with { NvmeTimeout = nvme } : now,
            _ => null,
        };
        return next is null ? value.Unknown(settings) : settings with { Kernel = next };
    }

    public static Settings SetConsole(Settings settings, string key, SettingValue value) => key switch
    {
        "Serial" => value.Flag() is { } serial ? settings with { SerialConsole = serial } : settings,
        _ => value.Unknown(settings),
    };
}
