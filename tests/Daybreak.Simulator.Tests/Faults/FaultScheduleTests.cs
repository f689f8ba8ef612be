using Daybreak.Simulator.Faults;

namespace Daybreak.Simulator.Tests.Faults;

public sealed class FaultScheduleTests
{
    private static Fault Fault(string place, string on = "*", int after = 0, int? times = null) =>
        new() { Place = place, On = new OperationPattern(on), After = after, Times = times };

    private static string Strikes(FaultSchedule schedule, int requests, string operation = "imds.instance") =>
        string.Concat(Enumerable.Range(0, requests).Select(_ => schedule.Next(operation)?.Place ?? "-"));

    private static FaultSchedule Schedule(IReadOnlyList<Fault> faults) => new(faults, TimeProvider.System, new LiveFaults(TimeProvider.System));

    [Fact]
    public void A_fault_strikes_always_by_default() => Assert.Equal("aaaa", Strikes(Schedule([Fault("a")]), 4));

    [Fact]
    public void After_and_times_are_counted() => Assert.Equal("--aaa--", Strikes(Schedule([Fault("a", after: 2, times: 3)]), 7));

    [Fact]
    public void Faults_with_times_follow_one_another() => Assert.Equal("aabccc", Strikes(Schedule([Fault("a", times: 2), Fault("b", times: 1), Fault("c")]), 6));

    [Fact]
    public void The_first_that_matches_strikes() => Assert.Equal("bb", Strikes(Schedule([Fault("a", on: "wireserver.*"), Fault("b", on: "imds.*"), Fault("c")]), 2));

    [Fact]
    public void A_fault_strikes_in_its_time_alone()
    {
        var clock = new Clock();
        var schedule = new FaultSchedule([Fault("a") with { From = TimeSpan.FromSeconds(2), Until = TimeSpan.FromSeconds(4) }], clock, new LiveFaults(clock));
        var struck = "";
        for (var second = 0; second < 6; second++, clock.Seconds++) struck += schedule.Next("imds.instance")?.Place ?? "-";

        Assert.Equal("--aa--", struck);
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
