using System.CommandLine;
using System.Text.Json;
using Daybreak.Simulator.Storm;

namespace Daybreak.Simulator.Commands;

/// <summary><c>daybreak-simulator storm</c>: one process plays the platform for thousands of VMs, and the VMs.</summary>
public static class StormCommand
{
    private const int DefaultVms = 10_000;
    private const int DefaultConnections = 256;
    private const int DefaultSeconds = 120;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var vms = new Option<int>("--vms") { HelpName = "N", Description = $"How many VMs, each with an address of 127.0.0.0/8; at most {StormFleet.Limit}.", DefaultValueFactory = _ => DefaultVms };
        var rate = new Option<double?>("--rate") { HelpName = "N", Description = "How many VMs are switched on in a second; all at once unless given." };
        var seconds = new Option<double>("--seconds") { HelpName = "N", Description = "End after so many seconds, finished or not.", DefaultValueFactory = _ => DefaultSeconds };
        var connections = new Option<int>("--connections") { HelpName = "N", Description = "How many connections are open at a time; fewer where the limit of open files is lower.", DefaultValueFactory = _ => DefaultConnections };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("storm", "Play the platform for thousands of VMs at once, and the VMs; print throughput, latency and memory.") { vms, rate, seconds, connections, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(vms) is { Implicit: false } && result.GetValue(vms) is not (> 0 and <= StormFleet.Limit)) result.AddError($"--vms takes a number from 1 to {StormFleet.Limit}.");
            if (result.GetResult(rate) is not null && result.GetValue(rate) is not (> 0 and <= 1_000_000)) result.AddError("--rate takes a number above 0 and up to a million.");
            if (result.GetResult(seconds) is { Implicit: false } && result.GetValue(seconds) is not (> 0 and <= 3600)) result.AddError("--seconds takes a number above 0 and up to 3600.");
            if (result.GetResult(connections) is { Implicit: false } && result.GetValue(connections) is not (> 0 and <= 20_000)) result.AddError("--connections takes a number from 1 to 20000.");
        });
        command.SetAction((parsed, cancellation) => RunAsync(
            new StormOptions(parsed.GetValue(vms), parsed.GetValue(rate), TimeSpan.FromSeconds(parsed.GetValue(seconds)), Math.Min(parsed.GetValue(connections), StormOptions.ConnectionLimit())),
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
