namespace Daybreak.Configuration;

/// <summary>The keys of <c>[WaAgent]</c>.</summary>
internal static class WaAgentSection
{
    public static Settings Set(Settings settings, string key, SettingValue value) => key switch
    {
        "HandOver" => value.Flag() is { } handOver ? settings with { WaAgent = new WaAgentSettings { HandOver = handOver } } : settings,
        _ => value.Unknown(settings),
    };
}
