using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Configuration.Tests;

public class TimeBudgetTests
{
    private static readonly Settings Usual = new();

    [Theory]
    [InlineData(0, 1080)]
    [InlineData(20, 1060)]
    [InlineData(959, 121)]
    [InlineData(1070, 120)]
    [InlineData(1081, 120)]
    [InlineData(1_000_000, 120)]
    public void The_deadline_counts_from_the_machines_start_and_two_minutes_are_always_left(int uptime, int left) =>
        Assert.Equal(TimeSpan.FromSeconds(left), TimeBudget.For(Usual, TimeSpan.FromSeconds(uptime)));

    [Fact]
    public void Where_the_uptime_is_not_known_a_run_gets_the_whole_deadline() => Assert.Equal(Usual.Deadline, TimeBudget.For(Usual, null));

    [Fact]
    public void A_deadline_below_the_minimum_is_the_minimum()
    {
        var settings = Usual with { Deadline = TimeSpan.FromSeconds(3) };
        Assert.Equal(TimeSpan.FromSeconds(3), TimeBudget.For(settings, TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void Scripts_before_the_report_have_their_time_in_a_late_run_too()
    {
        var settings = Usual with { CustomData = new CustomDataSettings { Policy = CustomDataPolicy.Execute, BeforeReady = true, TimeLimit = TimeSpan.FromMinutes(3) } };
        Assert.Equal(TimeSpan.FromMinutes(5), TimeBudget.For(settings, TimeSpan.FromDays(3)));
    }

    [Fact]
    public void A_later_start_never_gets_more_time_nor_loses_more_than_it_is_later()
    {
        var cases =
            from deadline in Gen.Choose(1, 40_000).Select(tenths => TimeSpan.FromMilliseconds(tenths * 100))
            from policy in Gen.Elements(CustomDataPolicy.Off, CustomDataPolicy.Store, CustomDataPolicy.Execute)
            from before in Gen.Elements(true, false)
            from earlier in Gen.Choose(0, 5_000_000).Select(value => TimeSpan.FromMilliseconds(value))
            from apart in Gen.OneOf(Gen.Choose(0, 20), Gen.Choose(0, 2_000_000)).Select(value => TimeSpan.FromMilliseconds(value))
            select (settings: Usual with { Deadline = deadline, CustomData = new CustomDataSettings { Policy = policy, BeforeReady = before } }, earlier, apart);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var deadline = given.settings.Deadline;
            var first = TimeBudget.For(given.settings, given.earlier);
            var second = TimeBudget.For(given.settings, given.earlier + given.apart);
            Assert.InRange(first - second, TimeSpan.Zero, given.apart);
            Assert.InRange(second, deadline < TimeBudget.Minimum ? deadline : TimeBudget.Minimum, deadline);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
