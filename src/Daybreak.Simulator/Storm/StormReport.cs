using System.Globalization;
using System.Text;

namespace Daybreak.Simulator.Storm;

/// <summary>What a storm has shown. The JSON names are these names in camel case; times are milliseconds.</summary>
public sealed record StormReport
{
    /// <summary>VMs that took part.</summary>
    public required int Vms { get; init; }

    /// <summary>Connections that were open at a time at most.</summary>
    public required int Connections { get; init; }

    /// <summary>VMs that became Ready.</summary>
    public required int Ready { get; init; }

    /// <summary>VMs whose report the platform accepted, by its own count.</summary>
    public required int ReadyAtPlatform { get; init; }

    /// <summary>How long all of it took.</summary>
    public required double Seconds { get; init; }

    /// <summary>Answered requests.</summary>
    public required int Requests { get; init; }

    /// <summary>Answered requests a second.</summary>
    public required double RequestsPerSecond { get; init; }

    /// <summary>Requests a second against a bare Kestrel, the same requests from the same addresses in the same process, before and after.</summary>
    public required IReadOnlyList<double> FloorRequestsPerSecond { get; init; }

    /// <summary>The storm's requests a second as a part of the floor's mean.</summary>
    public required double PartOfFloor { get; init; }

    /// <summary>Times from connecting to the answer's last byte, by step; and from switching on to Ready.</summary>
    public required IReadOnlyDictionary<string, Distribution> Latency { get; init; }

    /// <summary>Errors and how often each was seen.</summary>
    public required IReadOnlyDictionary<string, int> Errors { get; init; }

    /// <summary>What the platform had to complain about, by rule.</summary>
    public required IReadOnlyDictionary<string, int> Misbehaviour { get; init; }

    /// <summary>Managed memory that the platform holds at the end, for each VM.</summary>
    public required double PlatformKibPerVm { get; init; }

    /// <summary>The process' largest resident set, load generator and floor included.</summary>
    public double PeakResidentMib { get; init; }

    /// <summary>Whether every VM became Ready, by both counts, and nothing went wrong.</summary>
    public bool Faultless => Ready == Vms && ReadyAtPlatform == Vms && Errors.Count == 0 && Misbehaviour.Count == 0;

    internal static StormReport Make(StormOptions options, StormRun.Measured storm, IReadOnlyList<TimeSpan> floors)
    {
        Step[] requests = [Step.Metadata, Step.GoalState, Step.XmlReport, Step.JsonReport];
        var all = storm.Tally.Distribution(requests);
        double Rate(int count, TimeSpan took) => Math.Round(count / took.TotalSeconds, 1);
        // The floor runs no further than the storm could: the same VMs, three requests each.
        IReadOnlyList<double> floor = [.. floors.Select(took => Rate(3 * options.Vms, took))];
        var rate = Rate(all.Count, storm.Took);
        var latency = requests.ToDictionary(step => step.ToString(), step => storm.Tally.Distribution(step));
        latency["All"] = all;
        latency[nameof(Step.Ready)] = storm.Tally.Distribution(Step.Ready);
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
            Errors = storm.Tally.Errors,
            Misbehaviour = storm.Misbehaviour,
            PlatformKibPerVm = Math.Round(storm.PlatformBytes / 1024.0 / options.Vms, 2),
        };
    }

    /// <summary>The report for people.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"{Vms} VMs, at most {Connections} connections at a time: {Ready} Ready ({ReadyAtPlatform} by the platform's count) in {Seconds} s");
        Line($"{Requests} requests, {RequestsPerSecond} a second; a bare Kestrel in this process: {string.Join(" and ", FloorRequestsPerSecond.Select(rate => rate.ToString(CultureInfo.InvariantCulture)))}; that is {PartOfFloor} of it");
        Line($"");
        Line($"{"milliseconds",-14}{"count",8}{"p50",10}{"p90",10}{"p99",10}{"max",10}");
        foreach (var (name, times) in Latency) Line($"{name,-14}{times.Count,8}{times.P50,10}{times.P90,10}{times.P99,10}{times.Max,10}");
        Line($"");
        Line($"memory: {PeakResidentMib} MiB resident at most, load generator and floor included; {PlatformKibPerVm} KiB for each VM in the platform");
        List(text, "errors", Errors);
        List(text, "misbehaviour", Misbehaviour);
        return text.ToString();
    }

    private static void List(StringBuilder text, string title, IReadOnlyDictionary<string, int> counts)
    {
        text.Append(title).Append(counts.Count == 0 ? ": none\n" : ":\n");
        foreach (var (kind, count) in counts.OrderByDescending(pair => pair.Value)) text.Append(CultureInfo.InvariantCulture, $"  {count,7}  {kind}\n");
    }
}
