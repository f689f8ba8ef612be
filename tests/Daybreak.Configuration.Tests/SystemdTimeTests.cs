using Daybreak.Configuration.Types;

namespace Daybreak.Configuration.Tests;

public class SystemdTimeTests
{
    [Theory]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("1.5 min", 90)]
    [InlineData("18min", 1080)]
    [InlineData("1h 30min", 5400)]
    [InlineData("1h30min5s", 5405)]
    [InlineData("2 hours 1 minute 1 second", 7261)]
    [InlineData("500ms", 0.5)]
    [InlineData(" 3m ", 180)]
    [InlineData("0", 0)]
    [InlineData("10 20", 30)]
    public void Is_read_as_systemd_reads_it(string text, double seconds)
    {
        Assert.True(SystemdTime.TryParse(text, out var time));
        Assert.Equal(TimeSpan.FromSeconds(seconds), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("min")]
    [InlineData("soon")]
    [InlineData("-5s")]
    [InlineData("5 fortnights")]
    [InlineData("1..5s")]
    [InlineData("1,5s")]
    [InlineData("infinity")]
    [InlineData("99999999h")]
    [InlineData("8784h 1s")]
    [InlineData("5s!")]
    [InlineData("1e3s")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999999999999999s")]
    public void Refuses_anything_else(string text) => Assert.False(SystemdTime.TryParse(text, out _));

    [Fact]
    public void Refuses_a_sum_that_would_overflow() => Assert.False(SystemdTime.TryParse(string.Concat(Enumerable.Repeat("8784h ", 40_000)), out _));
}
