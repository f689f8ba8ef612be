using System.CommandLine;
using Daybreak.Simulator.Storm;

namespace Daybreak.Simulator.Commands;

/// <summary><c>daybreak-simulator storm</c>: a load test that simulates thousands of VMs and their platform in one process.</summary>
public static class StormCommand
{
    private const int DefaultVms = 10_000;
    private const int DefaultConnections = 256;
    private const double DefaultSeconds = 120;
    private const int MaximumConnections = 20_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var vms = OptionOf.Number("--vms", "N", $"The number of VMs, each with an address in 127.0.0.0/8. Default: {DefaultVms}.", 1, StormFleet.Limit);
        var rate = OptionOf.Number("--rate", "N", "The number of VMs that start per second. Default: all at once.", 0.001, 1_000_000);
        var seconds = OptionOf.Number("--seconds", "N", $"Stop after N seconds. Default: {DefaultSeconds}.", 0.001, 3600.0);
        var connections = OptionOf.Number("--connections", "N", $"The maximum number of concurrent connections. Default: {DefaultConnections}. The limit of open files may lower it.", 1, MaximumConnections);
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("storm", "Load-test the simulated platform with thousands of VMs and print throughput, latency and memory.") { vms, rate, seconds, connections, json };
        command.SetAction((parsed, cancellation) => RunAsync(
            new StormOptions(parsed.GetValue(vms) ?? DefaultVms, parsed.GetValue(rate), TimeSpan.FromSeconds(parsed.GetValue(seconds) ?? DefaultSeconds), Math.Min(parsed.GetValue(connections) ?? DefaultConnections, StormOptions.ConnectionLimit())),
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(StormOptions options, bool json, CancellationToken cancellation)
    {
        var report = await StormRun.RunAsync(options, TimeProvider.System, cancellation).ConfigureAwait(false);
        await Console.Out.WriteAsync(json ? JsonSerializer.Serialize(report, Json) + "\n" : report.ToString()).ConfigureAwait(false);
        return report.Faultless ? ExitStatus.Done : ExitStatus.NotAllReady;
    }
}
