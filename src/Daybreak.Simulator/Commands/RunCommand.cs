using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Log;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Commands;

/// <summary><c>daybreak-simulator run</c>: serves one scenario until it is told to stop.</summary>
public static class RunCommand
{
    private sealed record Request(IPEndPoint? Imds, IPEndPoint? WireServer, string Scenario, string? Log, double? ForSeconds, int? MaxRequests);

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var imds = AddressOption("--imds", "Where to serve the instance metadata service (169.254.169.254:80 in Azure). Port 0 takes a free one.");
        var wireServer = AddressOption("--wireserver", "Where to serve the WireServer (168.63.129.16:80 in Azure). Port 0 takes a free one.");
        var scenario = new Option<string>("--scenario") { HelpName = "FILE|NAME", Description = "What to simulate: a file (YAML or JSON) or the name of a scenario that ships with the program.", DefaultValueFactory = _ => "happy" };
        var log = new Option<string?>("--log") { HelpName = "FILE", Description = "Write every request and its answer there, one JSON object a line." };
        var forSeconds = new Option<double?>("--for-seconds") { HelpName = "N", Description = "Stop after so many seconds." };
        var maxRequests = new Option<int?>("--max-requests") { HelpName = "N", Description = "Stop after so many requests." };

        var command = new Command("run", "Serve the platform's addresses until SIGTERM or SIGINT.") { imds, wireServer, scenario, log, forSeconds, maxRequests };
        command.Validators.Add(result =>
        {
            if (result.GetResult(imds) is null && result.GetResult(wireServer) is null) result.AddError("Give --imds ADDR:PORT, --wireserver ADDR:PORT or both.");
            if (result.GetResult(forSeconds) is not null && result.GetValue(forSeconds) is not (> 0 and <= 86_400 * 7)) result.AddError("--for-seconds takes a number above 0 and up to a week.");
            if (result.GetResult(maxRequests) is not null && result.GetValue(maxRequests) is not > 0) result.AddError("--max-requests takes a number above 0.");
        });
        command.SetAction((parsed, cancellation) => RunAsync(
            new Request(parsed.GetValue(imds), parsed.GetValue(wireServer), parsed.GetValue(scenario)!, parsed.GetValue(log), parsed.GetValue(forSeconds), parsed.GetValue(maxRequests)),
            cancellation));
        return command;
    }

    private static Option<IPEndPoint?> AddressOption(string name, string description) => new(name)
    {
        HelpName = "ADDR:PORT",
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (IPEndPoint.TryParse(text, out var endPoint) && HasPort(text)) return endPoint;
            result.AddError($"{name} takes an IP address and a port, such as 127.0.0.1:0, not '{text}'.");
            return null;
        },
    };

    // IPEndPoint.TryParse takes "127.0.0.1" as port 0, which would silently listen somewhere else than was meant.
    private static bool HasPort(string text) =>
        text.LastIndexOf(':') is var colon and > 0 && colon < text.Length - 1 && (text[0] != '[' || text[colon - 1] == ']') && (text[0] == '[' || text.IndexOf(':', StringComparison.Ordinal) == colon);

    private static async Task<int> RunAsync(Request request, CancellationToken cancellation)
    {
        var loaded = ScenarioFile.Load(request.Scenario);
        if (loaded.Scenario is not { } scenario)
        {
            foreach (var error in loaded.Errors) await Console.Error.WriteLineAsync(error.ToString()).ConfigureAwait(false);
            return ExitStatus.BadScenario;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => { signal.Cancel = true; stop.Cancel(); });
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => { signal.Cancel = true; stop.Cancel(); });

        RequestLog log;
        try
        {
            log = request.Log is null ? RequestLog.None : RequestLog.ToFile(request.Log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"daybreak-simulator: the log '{request.Log}' cannot be written: {e.Message}").ConfigureAwait(false);
            return ExitStatus.CannotWrite;
        }

        using (log)
        {
            var options = new PlatformOptions(request.Imds, request.WireServer, scenario, log, TimeProvider.System)
            {
                MaximumRequests = request.MaxRequests,
            };
            try
            {
                var platform = await SimulatedPlatform.StartAsync(options).ConfigureAwait(false);
                await using (platform.ConfigureAwait(false))
                {
                    Announce(platform);
                    if (request.ForSeconds is { } seconds) stop.CancelAfter(TimeSpan.FromSeconds(seconds));
                    await platform.RunUntilAsync(stop.Token).ConfigureAwait(false);
                }
            }
            catch (CannotListenException e)
            {
                await Console.Error.WriteLineAsync($"daybreak-simulator: {e.Message}").ConfigureAwait(false);
                return ExitStatus.Unavailable;
            }
        }
        return ExitStatus.Done;
    }

    private static void Announce(SimulatedPlatform platform)
    {
        if (platform.ImdsAddress is { } imds) Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"imds listening on http://{imds}"));
        if (platform.WireServerAddress is { } wireServer) Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"wireserver listening on http://{wireServer}"));
        Console.Out.WriteLine("ready");
        Console.Out.Flush();
    }
}
