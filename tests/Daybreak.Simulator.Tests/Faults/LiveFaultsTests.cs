using Daybreak.Simulator.Faults;

namespace Daybreak.Simulator.Tests.Faults;

public sealed class LiveFaultsTests
{
    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private static readonly Fault Drop = new() { Place = "", On = new OperationPattern("*"), Delivery = new Delivery.Dropped() };
    private readonly Clock _clock = new();

    private static OperationPattern[] On(params string[] patterns) => [.. patterns.Select(pattern => new OperationPattern(pattern))];

    [Fact]
    public void One_that_goes_by_requests_strikes_so_often_and_is_gone()
    {
        var live = new LiveFaults(_clock);
        live.SwitchOn("drop", Drop, On("imds.*", "wireserver.health"), new FaultExtent(2, null));

        Assert.Null(live.Next("wireserver.goalState"));
        Assert.NotNull(live.Next("imds.instance"));
        Assert.Equal("page: drop, wireserver.health: drop", live.Next("wireserver.health")!.ToString());
        Assert.Null(live.Next("imds.instance"));
        Assert.Empty(live.On);
    }

    [Fact]
    public void One_that_goes_by_time_ends_with_it()
    {
        var live = new LiveFaults(_clock);
        live.SwitchOn("drop", Drop, On("*"), new FaultExtent(null, TimeSpan.FromSeconds(5)));

        _clock.Now += TimeSpan.FromSeconds(4.9);
        Assert.NotNull(live.Next("imds.instance"));
        _clock.Now += TimeSpan.FromSeconds(0.1);
        Assert.Null(live.Next("imds.instance"));
        Assert.Empty(live.On);
    }

    [Fact]
    public void The_newest_comes_before_the_older_and_all_before_the_scenarios()
    {
        var live = new LiveFaults(_clock);
        var schedule = new FaultSchedule([Drop with { Place = "faults[0]" }], _clock, live);
        live.SwitchOn("older", Drop, On("*"), new FaultExtent(1, null));
        live.SwitchOn("newer", Drop, On("*"), new FaultExtent(1, null));

        Assert.Equal(["page: newer,", "page: older,", "faults[0]"], Enumerable.Range(0, 3).Select(_ => schedule.Next("imds.instance")!.Place));
    }

    [Fact]
    public void There_is_a_limit_and_one_can_be_switched_off()
    {
        var live = new LiveFaults(_clock);
        for (var i = 0; i < LiveFaults.Limit; i++) Assert.True(live.SwitchOn("drop", Drop, On("*"), new FaultExtent(1, null)));
        Assert.False(live.SwitchOn("drop", Drop, On("*"), new FaultExtent(1, null)));

        Assert.True(live.SwitchOff(1));
        Assert.False(live.SwitchOff(1));
        Assert.True(live.SwitchOff(null));
        Assert.Empty(live.On);
    }
}
