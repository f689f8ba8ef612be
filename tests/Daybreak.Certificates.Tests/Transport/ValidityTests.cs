using Daybreak.Certificates.Transport;

namespace Daybreak.Certificates.Tests.Transport;

public sealed class ValidityTests
{
    [Fact]
    public void Covers_730_days_when_the_clock_is_set()
    {
        var now = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        var validity = Validity.At(now);
        Assert.Equal(now.AddDays(-1), validity.NotBefore);
        Assert.Equal(TimeSpan.FromDays(730), validity.NotAfter - validity.NotBefore);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:05Z")]
    [InlineData("2024-12-31T23:59:59Z")]
    [InlineData("2106-02-07T06:28:15Z")]
    [InlineData("9999-12-31T00:00:00Z")]
    public void Covers_every_possible_date_when_the_clock_is_wrong(string clock)
    {
        var validity = Validity.At(DateTimeOffset.Parse(clock));
        Assert.Equal(2000, validity.NotBefore.Year);
        Assert.Equal(2049, validity.NotAfter.Year);
    }
}
