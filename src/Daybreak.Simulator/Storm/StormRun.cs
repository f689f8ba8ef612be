namespace Daybreak.Simulator.Storm;

/// <summary>Runs a storm: warm-up, baseline, storm, baseline.</summary>
public static class StormRun
{
    private const int WarmUpVms = 300;
    private const int FloorBodyBytes = 2048; // similar to the metadata document

    /// <summary>Runs it in this process and 127.0.0.0/8.</summary>
    public static async Task<StormReport> RunAsync(StormOptions options, TimeProvider time, CancellationToken cancellation)
    {
        await StormAsync(options with { Vms = Math.Min(WarmUpVms, options.Vms), Rate = null }, time, cancellation).ConfigureAwait(false);
        await FloorAsync(options with { Vms = Math.Min(WarmUpVms, options.Vms), Rate = null }, time, cancellation).ConfigureAwait(false);

        var before = await FloorAsync(options, time, cancellation).ConfigureAwait(false);
        var storm = await StormAsync(options, time, cancellation).ConfigureAwait(false);
        var after = await FloorAsync(options, time, cancellation).ConfigureAwait(false);
        return StormReport.Make(options, storm, [before, after]) with { PeakResidentMib = PeakResidentMib() };
    }

    internal sealed record Measured(Measurements Measurements, TimeSpan Took, int ReadyAtPlatform, IReadOnlyDictionary<string, int> Misbehaviour, long PlatformBytes);

    private static async Task<Measured> StormAsync(StormOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var scenario = new Scenario(new VirtualMachine(), new ImdsSettings(), [], new(), []);
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        var ready = new ConcurrentDictionary<int, bool>();
        var misbehaviour = new ConcurrentDictionary<string, int>();
        using var log = RequestLog.None;
        using var watching = log.Subscribe(entry => Watch(entry, options.Vms, ready, misbehaviour));
        var bytesBefore = GC.GetTotalMemory(forceFullCollection: true);
        var platform = await SimulatedPlatform.StartAsync(new PlatformOptions(any, any, scenario, log, time) { Fleet = StormFleet.Of(options.Vms) }).ConfigureAwait(false);
        await using (platform.ConfigureAwait(false))
        {
            var (tally, took) = await new LoadGenerator(options, platform.ImdsAddress!, platform.WireServerAddress!, time).RunAsync(cancellation).ConfigureAwait(false);
            return new Measured(tally, took, ready.Count, misbehaviour, GC.GetTotalMemory(forceFullCollection: true) - bytesBefore);
        }
    }

    private static async Task<TimeSpan> FloorAsync(StormOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var server = await FloorServer.StartAsync(FloorBodyBytes).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            var (_, took) = await new LoadGenerator(options, server.Address, server.Address, time) { Check = false }.RunAsync(cancellation).ConfigureAwait(false);
            return took;
        }
    }

    // Counts Ready on the platform's side, independently of the load generator.
    private static void Watch(LogEntry entry, int vms, ConcurrentDictionary<int, bool> ready, ConcurrentDictionary<string, int> misbehaviour)
    {
        foreach (var one in entry.Misbehaviour) misbehaviour.AddOrUpdate(one.Rule, 1, (_, count) => count + 1);
        if (entry.Operation is Operations.WireServerHealth or Operations.WireServerProvisioningHealth && entry.Answer is { Status: 200 or 201 } && IPEndPoint.TryParse(entry.Client, out var client))
            ready.TryAdd(StormFleet.Number(client.Address, vms), true);
    }

    private static double PeakResidentMib()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return Math.Round(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024, 1);
    }
}
