namespace Daybreak.Core.Tests;

public sealed class DeadlineTests
{
    private readonly VirtualTime time = new();

    [Fact]
    public void It_passes_when_its_time_is_over_and_stays_passed()
    {
        var deadline = Deadline.In(TimeSpan.FromSeconds(2), time.Clock);
        time.Clock.Wait(TimeSpan.FromSeconds(1.5));
        Assert.Equal(TimeSpan.FromSeconds(0.5), deadline.Remaining);
        Assert.False(deadline.HasPassed);
        time.Clock.Wait(TimeSpan.FromSeconds(0.5));
        Assert.True(deadline.HasPassed);
        time.Clock.Wait(TimeSpan.FromDays(1));
        Assert.Equal(TimeSpan.Zero, deadline.Remaining);
    }

    [Fact]
    public void The_earlier_of_two_holds()
    {
        var whole = Deadline.In(TimeSpan.FromSeconds(10), time.Clock);
        Assert.Same(whole, whole.AtMost(TimeSpan.FromSeconds(11)));
        Assert.Equal(TimeSpan.FromSeconds(3), whole.AtMost(TimeSpan.FromSeconds(3)).Remaining);
        time.Clock.Wait(TimeSpan.FromSeconds(9));
        Assert.Same(whole, whole.AtMost(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void Times_that_are_not_positive_are_not_waited_for()
    {
        time.Clock.Wait(TimeSpan.Zero);
        time.Clock.Wait(TimeSpan.FromSeconds(-1));
        Assert.Empty(time.Waits);
    }
}
