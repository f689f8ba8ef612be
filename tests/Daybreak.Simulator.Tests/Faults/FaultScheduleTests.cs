using Daybreak.Simulator.Faults;

namespace Daybreak.Simulator.Tests.Faults;

public sealed class FaultScheduleTests
{
    private static Fault Fault(string place, string on = "*", int after = 0, int? times = null) =>
        new() { Place = place, On = new OperationPattern(on), After = after, Times = times };

    private static string Applied(FaultSchedule schedule, int requests, string operation = "imds.instance") =>
        string.Concat(Enumerable.Range(0, requests).Select(_ => schedule.Next(operation)?.Place ?? "-"));

    private static FaultSchedule Schedule(IReadOnlyList<Fault> faults) => new(faults, TimeProvider.System, new LiveFaults(TimeProvider.System));

    [Fact]
    public void Fault_applies_always_by_default() => Assert.Equal("aaaa", Applied(Schedule([Fault("a")]), 4));

    [Fact]
    public void Counts_after_and_times() => Assert.Equal("--aaa--", Applied(Schedule([Fault("a", after: 2, times: 3)]), 7));

    [Fact]
    public void Faults_with_times_form_a_sequence() => Assert.Equal("aabccc", Applied(Schedule([Fault("a", times: 2), Fault("b", times: 1), Fault("c")]), 6));

    [Fact]
    public void First_matching_fault_applies() => Assert.Equal("bb", Applied(Schedule([Fault("a", on: "wireserver.*"), Fault("b", on: "imds.*"), Fault("c")]), 2));

    [Fact]
    public void Fault_applies_only_in_its_time()
    {
        var clock = new Clock();
        var schedule = new FaultSchedule([Fault("a") with { From = TimeSpan.FromSeconds(2), Until = TimeSpan.FromSeconds(4) }], clock, new LiveFaults(clock));
        var applied = "";
        for (var second = 0; second < 6; second++, clock.Seconds++) applied += schedule.Next("imds.instance")?.Place ?? "-";

        Assert.Equal("--aa--", applied);
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }

    [Theory]
    [InlineData("*", "imds.instance", true)]
    [InlineData("imds.*", "imds.versions", true)]
    [InlineData("imds.*", "wireserver.health", false)]
    [InlineData("imds.instance", "imds.instance", true)]
    [InlineData("imds.instance", "imds.versions", false)]
    public void Patterns_match(string pattern, string operation, bool expected) => Assert.Equal(expected, new OperationPattern(pattern).Matches(operation));
}
