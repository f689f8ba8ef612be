namespace Daybreak.Simulator.Storm;

/// <summary>The results of a storm. The JSON names are the property names in camel case; times are in milliseconds.</summary>
public sealed record StormReport
{
    /// <summary>The number of VMs.</summary>
    public required int Vms { get; init; }

    /// <summary>The maximum number of concurrent connections.</summary>
    public required int Connections { get; init; }

    /// <summary>The number of VMs that became Ready.</summary>
    public required int Ready { get; init; }

    /// <summary>The number of VMs whose report was accepted, counted by the platform.</summary>
    public required int ReadyAtPlatform { get; init; }

    /// <summary>The total duration in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The number of answered requests.</summary>
    public required int Requests { get; init; }

    /// <summary>Answered requests per second.</summary>
    public required double RequestsPerSecond { get; init; }

    /// <summary>Requests per second of the baseline: the same requests to a minimal Kestrel server in this process, before and after the storm.</summary>
    public required IReadOnlyList<double> FloorRequestsPerSecond { get; init; }

    /// <summary>The storm's requests per second as a fraction of the baseline's mean.</summary>
    public required double PartOfFloor { get; init; }

    /// <summary>Times by step, from connecting to the answer's last byte; and from the start of a VM to Ready.</summary>
    public required IReadOnlyDictionary<string, Distribution> Latency { get; init; }

    /// <summary>The number of errors by kind.</summary>
    public required IReadOnlyDictionary<string, int> Errors { get; init; }

    /// <summary>The number of client errors that the platform found, by rule.</summary>
    public required IReadOnlyDictionary<string, int> Misbehaviour { get; init; }

    /// <summary>Managed memory of the platform per VM at the end, in KiB.</summary>
    public required double PlatformKibPerVm { get; init; }

    /// <summary>The peak resident set size of the process, including load generator and baseline server, in MiB.</summary>
    public double PeakResidentMib { get; init; }

    /// <summary>Whether every VM became Ready by both counts, without errors.</summary>
    public bool Faultless => Ready == Vms && ReadyAtPlatform == Vms && Errors.Count == 0 && Misbehaviour.Count == 0;

    internal static StormReport Make(StormOptions options, StormRun.Measured storm, IReadOnlyList<TimeSpan> floors)
    {
        Step[] requests = [Step.Metadata, Step.GoalState, Step.XmlReport, Step.JsonReport];
        var all = storm.Measurements.Distribution(requests);
        double Rate(int count, TimeSpan took) => Math.Round(count / took.TotalSeconds, 1);
        // The baseline makes the same number of requests: three per VM.
        IReadOnlyList<double> floor = [.. floors.Select(took => Rate(3 * options.Vms, took))];
        var rate = Rate(all.Count, storm.Took);
        var latency = requests.ToDictionary(step => step.ToString(), step => storm.Measurements.Distribution(step));
        latency["All"] = all;
        latency[nameof(Step.Ready)] = storm.Measurements.Distribution(Step.Ready);
        return new StormReport
        {
            Vms = options.Vms,
            Connections = Math.Min(options.Vms, options.Connections),
            Ready = latency[nameof(Step.Ready)].Count,
            ReadyAtPlatform = storm.ReadyAtPlatform,
            Seconds = Math.Round(storm.Took.TotalSeconds, 3),
            Requests = all.Count,
            RequestsPerSecond = rate,
            FloorRequestsPerSecond = floor,
            PartOfFloor = Math.Round(rate / floor.Average(), 3),
            Latency = latency,
            Errors = storm.Measurements.Errors,
            Misbehaviour = storm.Misbehaviour,
            PlatformKibPerVm = Math.Round(storm.PlatformBytes / 1024.0 / options.Vms, 2),
        };
    }

    /// <summary>The report as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"{Vms} VMs, at most {Connections} concurrent connections: {Ready} Ready ({ReadyAtPlatform} by the platform's count) in {Seconds} s");
        Line($"{Requests} requests, {RequestsPerSecond} per second; baseline (minimal Kestrel in this process): {string.Join(" and ", FloorRequestsPerSecond.Select(rate => rate.ToString(CultureInfo.InvariantCulture)))}; ratio {PartOfFloor}");
        Line($"");
        Line($"{"milliseconds",-14}{"count",8}{"p50",10}{"p90",10}{"p99",10}{"max",10}");
        foreach (var (name, times) in Latency) Line($"{name,-14}{times.Count,8}{times.P50,10}{times.P90,10}{times.P99,10}{times.Max,10}");
        Line($"");
        Line($"memory: peak resident set {PeakResidentMib} MiB, including load generator and baseline; {PlatformKibPerVm} KiB per VM in the platform");
        List(text, "errors", Errors);
        List(text, "client errors", Misbehaviour);
        return text.ToString();
    }

    private static void List(StringBuilder text, string title, IReadOnlyDictionary<string, int> counts)
    {
        text.Append(title).Append(counts.Count == 0 ? ": none\n" : ":\n");
        foreach (var (kind, count) in counts.OrderByDescending(pair => pair.Value)) text.Append(CultureInfo.InvariantCulture, $"  {count,7}  {kind}\n");
    }
}
