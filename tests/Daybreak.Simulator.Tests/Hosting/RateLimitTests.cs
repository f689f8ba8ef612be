using System.Net;
using Daybreak.Simulator.Hosting;

namespace Daybreak.Simulator.Tests.Hosting;

public sealed class RateLimitTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Admits_five_requests_per_second_and_does_not_count_refusals()
    {
        var limit = new RateLimit(5, TimeSpan.FromSeconds(1), _time);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(limit.Admit(IPAddress.Loopback));
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.False(limit.Admit(IPAddress.Loopback));
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(limit.Admit(IPAddress.Loopback));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(limit.Admit(IPAddress.Loopback));
        Assert.False(limit.Admit(IPAddress.Loopback));
    }

    [Fact]
    public void Limits_each_VM_separately()
    {
        var limit = new RateLimit(5, TimeSpan.FromSeconds(1), _time);
        for (var i = 0; i < 5; i++) limit.Admit(IPAddress.Parse("127.0.0.2"));

        Assert.False(limit.Admit(IPAddress.Parse("127.0.0.2")));
        Assert.True(limit.Admit(IPAddress.Parse("127.0.0.3")));
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
