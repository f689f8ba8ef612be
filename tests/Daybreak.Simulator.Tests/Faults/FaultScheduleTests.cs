using Daybreak.Simulator.Faults;

namespace Daybreak.Simulator.Tests.Faults;

public sealed class FaultScheduleTests
{
    private static Fault Fault(string place, string on = "*", int after = 0, int? times = null) =>
        new() { Place = place, On = new OperationPattern(on), After = after, Times = times };

    private static string Strikes(FaultSchedule schedule, int requests, string operation = "imds.instance") =>
        string.Concat(Enumerable.Range(0, requests).Select(_ => schedule.Next(operation)?.Place ?? "-"));

    [Fact]
    public void A_fault_strikes_always_by_default() => Assert.Equal("aaaa", Strikes(new([Fault("a")], TimeProvider.System), 4));

    [Fact]
    public void After_and_times_are_counted() => Assert.Equal("--aaa--", Strikes(new([Fault("a", after: 2, times: 3)], TimeProvider.System), 7));

    [Fact]
    public void Faults_with_times_follow_one_another() => Assert.Equal("aabccc", Strikes(new([Fault("a", times: 2), Fault("b", times: 1), Fault("c")], TimeProvider.System), 6));

    [Fact]
    public void The_first_that_matches_strikes() => Assert.Equal("bb", Strikes(new([Fault("a", on: "wireserver.*"), Fault("b", on: "imds.*"), Fault("c")], TimeProvider.System), 2));

    [Fact]
    public void A_fault_strikes_in_its_time_alone()
    {
        var clock = new Clock();
        var schedule = new FaultSchedule([Fault("a") with { From = TimeSpan.FromSeconds(2), Until = TimeSpan.FromSeconds(4) }], clock);
        var struck = "";
        for (var second = 0; second < 6; second++, clock.Seconds++) struck += schedule.Next("imds.instance")?.Place ?? "-";

        Assert.Equal("--aa--", struck);
    }

    [Fact]
    public void Added_faults_come_first_and_their_time_counts_from_then()
    {
        var clock = new Clock { Seconds = 100 };
        var schedule = new FaultSchedule([Fault("a")], clock);
        clock.Seconds += 50;

        Assert.True(schedule.Add([Fault("b") with { Until = TimeSpan.FromSeconds(1) }]));

        Assert.Equal("bb", Strikes(schedule, 2));
        clock.Seconds++;
        Assert.Equal("a", Strikes(schedule, 1));
        schedule.Clear();
        Assert.Empty(schedule.Added);
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
