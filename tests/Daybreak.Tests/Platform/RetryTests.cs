using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Platform;

public class RetryTests
{
    [Fact]
    public void Retries_until_the_WireServer_is_ready()
    {
        using var platform = Simulator.Start("faults: [{on: wireserver.goalState, times: 5, status: 503}, {on: wireserver.health, times: 2, status: 500}]\n");
        using var machine = MachineRoot.Debian();

        var run = platform.Provision(machine);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.Equal(6, platform.Operations.Count(operation => operation == "wireserver.goalState"));
        Assert.Equal([500, 500, 200], platform.Requests.Where(request => request.IsReady).Select(request => request.Status!.Value));
        platform.AssertPolite();
    }

    [Theory]
    [InlineData("wireserver.goalState", "wireserver.goalState")]
    [InlineData("wireserver.health", "wireserver.health")]
    [InlineData("imds.instance", "imds.instance")]
    public void Honours_Retry_After(string on, string operation)
    {
        using var platform = Simulator.Start($"faults: [{{on: {on}, times: 1, status: 503, retryAfter: 2}}]\n");
        using var machine = MachineRoot.Debian();

        Assert.Equal(0, platform.Provision(machine).Exit);

        double[] asked = [.. platform.Requests.Where(request => request.Operation == operation).Select(request => request.SinceStart)];
        Assert.Equal(2, asked.Length);
        Assert.True(asked[1] - asked[0] >= 1900, $"asked again after {asked[1] - asked[0]} ms");
    }

    [Fact]
    public void Provisions_the_machine_while_the_WireServer_is_not_ready()
    {
        using var platform = Simulator.Start("faults: [{on: wireserver.goalState, times: 1, delay: 8s}]\n");
        using var machine = MachineRoot.Debian();

        using var run = Child.Start(Programs.Agent, platform.Arguments("provision", machine));
        for (int i = 0; i < 700 && machine.Read("/etc/hostname") != "vm1\n"; i++) Thread.Sleep(10);

        Assert.False(run.HasExited);
        Assert.DoesNotContain(platform.Requests, request => request.IsReady);
        Assert.Equal(0, run.Wait().Exit);
    }

    [Fact]
    public void A_dead_WireServer_ends_the_run_at_the_deadline_with_one_line()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian().WithSudo().WithDeadline(3);

        var run = Child.Run(Programs.Agent, ["provision", "--root", machine.Path, "--imds", platform.Imds, "--wireserver", "http://127.0.0.1:1"]);

        Assert.Equal(69, run.Exit);
        string failed = Assert.Single(run.ErrorLines);
        Assert.StartsWith("failed: WireServer http://127.0.0.1:1/machine?comp=goalstate: cannot retrieve the goal state: the connection was refused", failed, StringComparison.Ordinal);
        Assert.Equal(["imds.instance"], platform.Operations);
        Assert.True(machine.Has(MachineRoot.EnabledUnit));
    }

    [Fact]
    public void Reports_an_IMDS_that_always_fails_before_the_deadline()
    {
        using var platform = Simulator.Start("faults: [{on: imds.instance, status: 500}]\n");
        using var machine = MachineRoot.Debian().WithSudo().WithDeadline(3);

        var run = platform.Provision(machine);

        Assert.Equal(69, run.Exit);
        Assert.Contains("500 Internal Server Error", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        var requests = platform.Requests;
        Assert.Contains(requests, request => request.Operation == "imds.instance");
        var report = Assert.Single(requests, request => request.IsNotReady);
        Assert.Contains("reason=http error 500 querying IMDS", report.Body, StringComparison.Ordinal);
        // The report is the last request, so time was left for it.
        Assert.Equal(200, report.Status);
        Assert.Same(report, requests[^1]);
        Assert.All(requests.Where(request => request.Operation == "imds.instance"), request => Assert.Equal(500, request.Status));
    }

    [Fact]
    public void The_next_run_sends_an_unsent_report()
    {
        using var deaf = Simulator.Start("faults: [{on: wireserver.health, drop: true}]\n");
        using var hearing = Simulator.Start();
        using var machine = MachineRoot.Debian().WithSudo().WithDeadline(3);

        var first = deaf.Provision(machine);
        var second = hearing.Provision(machine);

        Assert.Equal(69, first.Exit);
        Assert.Equal("vm1\n", machine.Read("/etc/hostname"));
        Assert.Equal(0, second.Exit);
        Assert.Contains("nothing to do: the machine matches", second.OutputLines);
        Assert.Single(hearing.Requests, request => request is { IsReady: true, Status: 200 });
    }

    [Fact]
    public void Fetches_a_new_goal_state_if_the_report_is_for_an_old_one()
    {
        const string stale = "<GoalState><Incarnation>0</Incarnation><Container><ContainerId>a1b2c3d4-0000-4000-8000-00000000c0de</ContainerId>"
            + "<RoleInstanceList><RoleInstance><InstanceId>i</InstanceId></RoleInstance></RoleInstanceList></Container></GoalState>";
        using var platform = Simulator.Start($"faults: [{{on: wireserver.goalState, times: 1, body: \"{stale}\"}}]\n");
        using var machine = MachineRoot.Debian();

        var run = platform.Provision(machine);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.Contains("the goal state has changed, fetching it again", run.OutputLines);
        Assert.Equal(["imds.instance", "wireserver.goalState", "wireserver.health", "wireserver.goalState", "wireserver.health"], platform.Operations);
        Assert.Equal(200, platform.Requests[^1].Status);
    }

    [Fact]
    public void Sends_at_most_five_requests_a_second_to_IMDS()
    {
        using var platform = Simulator.Start("faults: [{on: imds.instance, times: 8, status: 500}]\n");
        using var machine = MachineRoot.Debian();

        Assert.Equal(0, platform.Provision(machine).Exit);

        double[] asked = [.. platform.Requests.Where(request => request.Operation == "imds.instance").Select(request => request.SinceStart)];
        for (int i = 5; i < asked.Length; i++) Assert.True(asked[i] - asked[i - 5] > 1000, "six requests within a second");
        platform.AssertPolite();
    }

    [Fact]
    public void Uses_an_older_api_version_on_an_older_platform()
    {
        using var platform = Simulator.Start("imds: {newestApiVersion: \"2019-06-01\"}\n");
        using var machine = MachineRoot.Debian();

        Assert.Equal(0, platform.Provision(machine).Exit);

        Assert.Equal("vm1\n", machine.Read("/etc/hostname"));
    }
}
