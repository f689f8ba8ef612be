using Daybreak.Core;

namespace Daybreak.Provisioning.Tests;

public sealed partial class FirstBootRunTests
{
    [Fact]
    public void The_uptime_counts_against_the_deadline()
    {
        kernel.Uptime = TimeSpan.FromMinutes(14);
        platform.Fault = request => request == "imds" ? "503 x" : null;

        var outcome = Provision();

        Assert.Equal(ExitStatus.Unreachable, outcome.Exit);
        Assert.InRange(time.Elapsed.TotalSeconds, 120, 240);
        Assert.Equal("NotReady", platform.Requests[^1]);
    }

    [Theory]
    [InlineData(1070)]
    [InlineData(1081)]
    [InlineData(1_000_000)]
    public void A_run_around_the_deadline_or_after_it_has_two_minutes(int uptime)
    {
        kernel.Uptime = TimeSpan.FromSeconds(uptime);
        platform.Fault = request => request == "imds" ? "503 x" : null;

        var outcome = Provision();

        Assert.Equal(ExitStatus.Unreachable, outcome.Exit);
        Assert.InRange(time.Elapsed.TotalSeconds, 60, 120);
        Assert.Equal("NotReady", platform.Requests[^1]);
    }

    [Fact]
    public void If_IMDS_never_answers_the_failure_is_reported_before_the_deadline()
    {
        platform.Fault = request => request == "imds" ? "500 x" : null;

        var outcome = Provision();

        Assert.Equal(ExitStatus.Unreachable, outcome.Exit);
        Assert.InRange(time.Elapsed, TimeSpan.FromMinutes(16), TimeSpan.FromMinutes(18));
        Assert.Equal(["goal state", "NotReady"], platform.Requests.TakeLast(2));
        Assert.False(root.Has("/etc/hostname"));
    }

    [Fact]
    public void A_late_WireServer_delays_only_the_report()
    {
        int refused = 0;
        platform.Fault = request => request == "goal state" && refused++ < 20 ? "503 x" : null;

        var outcome = Provision();

        Assert.True(outcome.Succeeded, outcome.Sentence);
        Assert.Equal(21, platform.Requests.Count(request => request == "goal state"));
        Assert.True(logged.IndexOf($"host-name: host name web-1 in /etc/hostname") < logged.IndexOf("goal state retrieved: incarnation 7"));
    }

    [Fact]
    public void Retry_After_of_the_WireServer_does_not_delay_the_changes()
    {
        bool refused = false;
        TimeSpan? again = null;
        platform.Fault = request =>
        {
            if (request != "goal state") return null;
            if (refused) again ??= time.Elapsed;
            return refused || !(refused = true) ? null : "503 x\r\nRetry-After: 30";
        };

        Assert.True(Provision().Succeeded);

        Assert.InRange(again!.Value.TotalSeconds, 30, 31);
        Assert.Equal(2, platform.Requests.Count(request => request == "goal state"));
    }

    [Fact]
    public void Fails_at_once_if_Retry_After_exceeds_the_deadline()
    {
        platform.Fault = request => request == "goal state" ? "503 x\r\nRetry-After: 86400" : null;

        var outcome = Provision();

        Assert.Equal(ExitStatus.Unreachable, outcome.Exit);
        Assert.Equal(["imds", "goal state"], platform.Requests);
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
        Assert.Equal(1, logged.Count(line => line.Contains("no goal state yet", StringComparison.Ordinal)));
    }
}
