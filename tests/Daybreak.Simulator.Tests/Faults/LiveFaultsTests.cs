using Daybreak.Simulator.Faults;

namespace Daybreak.Simulator.Tests.Faults;

public sealed class LiveFaultsTests
{
    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    private static readonly Fault Drop = new() { Place = "page: drop,", On = new OperationPattern("*"), Delivery = new Delivery.Dropped() };
    private readonly Clock _clock = new();

    private static OperationPattern[] On(params string[] patterns) => [.. patterns.Select(pattern => new OperationPattern(pattern))];

    [Fact]
    public void Fault_with_a_count_is_removed_when_used_up()
    {
        var live = new LiveFaults(_clock);
        live.SwitchOn("drop", Drop with { Times = 2 }, On("imds.*", "wireserver.health"));

        Assert.Null(live.Next("wireserver.goalState"));
        Assert.NotNull(live.Next("imds.instance"));
        Assert.Equal("page: drop, wireserver.health: drop", live.Next("wireserver.health")!.ToString());
        Assert.Null(live.Next("imds.instance"));
        Assert.Empty(live.On);
    }

    [Fact]
    public void Fault_with_a_duration_is_removed_when_expired()
    {
        var live = new LiveFaults(_clock);
        live.SwitchOn("drop", Drop with { Until = TimeSpan.FromSeconds(5) }, On("*"));

        _clock.Now += TimeSpan.FromSeconds(4.9);
        Assert.NotNull(live.Next("imds.instance"));
        _clock.Now += TimeSpan.FromSeconds(0.1);
        Assert.Null(live.Next("imds.instance"));
        Assert.Empty(live.On);
    }

    [Fact]
    public void Newest_fault_comes_first_and_all_precede_the_scenario()
    {
        var live = new LiveFaults(_clock);
        var schedule = new FaultSchedule([Drop with { Place = "faults[0]" }], _clock, live);
        live.SwitchOn("older", Drop with { Place = "older", Times = 1 }, On("*"));
        live.SwitchOn("newer", Drop with { Place = "newer", Times = 1 }, On("*"));

        Assert.Equal(["newer", "older", "faults[0]"], Enumerable.Range(0, 3).Select(_ => schedule.Next("imds.instance")!.Place));
    }

    [Fact]
    public void Limits_the_number_of_faults_and_switches_them_off()
    {
        var live = new LiveFaults(_clock);
        for (var i = 0; i < LiveFaults.Limit; i++) Assert.True(live.SwitchOn("drop", Drop, On("*")));
        Assert.False(live.SwitchOn("drop", Drop, On("*")));

        Assert.True(live.SwitchOff(1));
        Assert.False(live.SwitchOff(1));
        Assert.True(live.SwitchOff(null));
        Assert.Empty(live.On);
    }

    [Fact]
    public void List_keeps_its_order_before_older_faults()
    {
        var live = new LiveFaults(_clock);
        live.SwitchOn("older", Drop with { Place = "older" }, On("*"));
        live.SwitchOn([Drop with { Place = "first", After = 1, Times = 1 }, Drop with { Place = "second", Times = 1 }]);

        Assert.Equal(["* drop", "* drop", "older"], live.On.Select(fault => fault.Name.Replace(":", "", StringComparison.Ordinal)));
        Assert.Equal(["second", "first", "older"], Enumerable.Range(0, 3).Select(_ => live.Next("imds.instance")!.Place));
    }

    [Fact]
    public void Times_of_a_fault_count_from_switching_on()
    {
        var live = new LiveFaults(_clock);
        _clock.Now = TimeSpan.FromSeconds(100);
        live.SwitchOn([Drop with { From = TimeSpan.FromSeconds(2), Until = TimeSpan.FromSeconds(4) }]);

        var applied = "";
        for (var second = 0; second < 6; second++, _clock.Now += TimeSpan.FromSeconds(1)) applied += live.Next("imds.instance") is null ? "-" : "a";

        Assert.Equal("--aa--", applied);
        Assert.Empty(live.On);
    }

    [Fact]
    public void List_that_exceeds_the_limit_is_rejected_completely()
    {
        var live = new LiveFaults(_clock);
        live.SwitchOn([Drop]);

        Assert.False(live.SwitchOn([.. Enumerable.Repeat(Drop, LiveFaults.Limit)]));

        Assert.Single(live.On);
    }
}
