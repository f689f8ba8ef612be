using System.CommandLine;
using System.Text.Json;
using Daybreak.Simulator.Storm;

namespace Daybreak.Simulator.Commands;

/// <summary><c>daybreak-simulator storm</c>: one process plays the platform for thousands of VMs, and the VMs.</summary>
public static class StormCommand
{
    private const int DefaultVms = 10_000;
    private const int DefaultConnections = 256;
    private const double DefaultSeconds = 120;
    private const int MostConnections = 20_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var vms = OptionOf.Number("--vms", "N", $"How many VMs, each with an address of 127.0.0.0/8; {DefaultVms} unless given.", 1, StormFleet.Limit);
        var rate = OptionOf.Number("--rate", "N", "How many VMs are switched on in a second; all at once unless given.", 0.001, 1_000_000);
        var seconds = OptionOf.Number("--seconds", "N", $"End after so many seconds, finished or not; {DefaultSeconds} unless given.", 0.001, 3600.0);
        var connections = OptionOf.Number("--connections", "N", $"How many connections are open at a time, {DefaultConnections} unless given; fewer where the limit of open files is lower.", 1, MostConnections);
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("storm", "Play the platform for thousands of VMs at once, and the VMs; print throughput, latency and memory.") { vms, rate, seconds, connections, json };
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
