using System.CommandLine;

namespace Daybreak.Simulator.Commands;

/// <summary><c>daybreak-simulator run</c>: serves one scenario until it is stopped.</summary>
public static class RunCommand
{
    private const int KeptEntries = 10_000;

    private sealed record Request(IPEndPoint? Imds, IPEndPoint? WireServer, string Scenario, string? Log, double? ForSeconds, int? MaxRequests)
    {
        public IPEndPoint? HostGaPlugin { get; init; }

        public IPEndPoint? Control { get; init; }

        public string? Disc { get; init; }

        public bool Quiet { get; init; }

        public required PageAddressOption Page { get; init; }
    }

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var imds = AddressOption("--imds", "The address of the instance metadata service (169.254.169.254:80 in Azure). Port 0 selects a free port.");
        var wireServer = AddressOption("--wireserver", "The address of the WireServer (168.63.129.16:80 in Azure). Port 0 selects a free port.");
        var hostGaPlugin = AddressOption("--hostgaplugin", "The address of the HostGAPlugin (168.63.129.16:32526 in Azure). Port 0 selects a free port.");
        var control = AddressOption("--control", "The address of the control endpoint, which must be a loopback address.", loopback: true);
        var disc = OptionOf.File("--disc", "Write the VM's provisioning disc to this file when the scenario says that it appears.");
        var quiet = new Option<bool>("--quiet") { Description = "Do not print a line for each request." };
        var scenario = OptionOf.Scenario("What to simulate: a YAML or JSON file, or the name of a built-in scenario.");
        var log = OptionOf.File("--log", "Write every request and its answer to this file, one JSON object per line.");
        var forSeconds = OptionOf.Number("--for-seconds", "N", "Stop after N seconds.", 0.001, 86_400.0 * 7);
        var maxRequests = OptionOf.Number("--max-requests", "N", "Stop after N requests.", 1, int.MaxValue);
        var page = PageAddressOption.Option();

        var command = new Command("run", "Serve the platform's addresses until SIGTERM or SIGINT.") { imds, wireServer, hostGaPlugin, scenario, log, disc, control, quiet, page, forSeconds, maxRequests };
        command.Validators.Add(result =>
        {
            if (result.GetResult(imds) is null && result.GetResult(wireServer) is null) result.AddError("Specify --imds ADDR:PORT, --wireserver ADDR:PORT or both.");
        });
        command.SetAction((parsed, cancellation) => RunAsync(
            new Request(parsed.GetValue(imds), parsed.GetValue(wireServer), parsed.GetValue(scenario)!, parsed.GetValue(log), parsed.GetValue(forSeconds), parsed.GetValue(maxRequests))
            {
                HostGaPlugin = parsed.GetValue(hostGaPlugin),
                Control = parsed.GetValue(control),
                Disc = parsed.GetValue(disc),
                Quiet = parsed.GetValue(quiet),
                Page = parsed.GetValue(page) ?? PageAddressOption.Standard,
            },
            cancellation));
        return command;
    }

    private static Option<IPEndPoint?> AddressOption(string name, string description, bool loopback = false) => new(name)
    {
        HelpName = "ADDR:PORT",
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var isAddress = IPEndPoint.TryParse(text, out var endPoint) && HasPort(text);
            if (isAddress && (!loopback || IPAddress.IsLoopback(endPoint!.Address))) return endPoint;
            result.AddError(isAddress ? $"{name} requires a loopback address such as 127.0.0.1:0, not '{text}': clients can control the simulator." : $"{name} requires an IP address and a port such as 127.0.0.1:0, not '{text}'.");
            return null;
        },
    };

    // IPEndPoint.TryParse accepts "127.0.0.1" as port 0, which would silently select a free port.
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
            var keep = request.Control is null ? 0 : KeptEntries;
            log = request.Log is null ? RequestLog.InMemory(keep) : RequestLog.ToFile(request.Log, keep);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"daybreak-simulator: cannot write log '{request.Log}': {e.Message}").ConfigureAwait(false);
            return ExitStatus.CannotWrite;
        }

        using (log)
        {
            var options = new PlatformOptions(request.Imds, request.WireServer, scenario, log, TimeProvider.System)
            {
                MaximumRequests = request.MaxRequests,
                HostGaPlugin = request.HostGaPlugin,
                Control = request.Control,
            };
            try
            {
                var platform = await SimulatedPlatform.StartAsync(options).ConfigureAwait(false);
                await using (platform.ConfigureAwait(false))
                {
                    var disc = request.Disc is null ? null : new DiscDelivery(scenario, platform.Host.Certificates, request.Disc, TimeProvider.System);
                    disc?.Begin();
                    var console = new RequestConsole(log, Console.Out, request.Quiet);
                    var page = await request.Page.StartAsync(request.Scenario, options, platform).ConfigureAwait(false);
                    await using (page.ConfigureAwait(false))
                    await using (console.ConfigureAwait(false))
                    {
                        Announce(platform, page);
                        if (request.ForSeconds is { } seconds) stop.CancelAfter(TimeSpan.FromSeconds(seconds));
                        var late = disc?.DeliverAsync(stop.Token) ?? Task.CompletedTask;
                        await platform.RunUntilAsync(stop.Token).ConfigureAwait(false);
                        await stop.CancelAsync().ConfigureAwait(false);
                        await late.ConfigureAwait(false);
                    }
                }
            }
            catch (DiscDelivery.CannotWriteException e)
            {
                await Console.Error.WriteLineAsync($"daybreak-simulator: {e.Message}").ConfigureAwait(false);
                return ExitStatus.CannotWrite;
            }
            catch (CannotListenException e)
            {
                await Console.Error.WriteLineAsync($"daybreak-simulator: {e.Message}").ConfigureAwait(false);
                return ExitStatus.Unavailable;
            }
        }
        return ExitStatus.Done;
    }

    private static void Announce(SimulatedPlatform platform, RunningPage page)
    {
        foreach (var (name, address) in new[] { ("imds", platform.ImdsAddress), ("wireserver", platform.WireServerAddress), ("hostgaplugin", platform.HostGaPluginAddress), ("control", platform.ControlAddress), ("page", page.Address) })
        {
            if (address is not null) Console.Out.WriteLine($"{name} listening on http://{address}");
        }
        Console.Out.WriteLine("ready");
        Console.Out.Flush();
    }
}
