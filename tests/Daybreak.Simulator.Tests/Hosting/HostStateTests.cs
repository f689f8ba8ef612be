using System.Net;
using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Tests.Hosting;

public sealed class HostStateTests
{
    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Pass(double seconds) => _ticks += TimeSpan.FromSeconds(seconds).Ticks;
    }

    private static (HostState Host, Clock Clock) Start(string yaml)
    {
        var loaded = ScenarioFile.Parse(yaml, "s.yaml", "/");
        Assert.Empty(loaded.Errors);
        var clock = new Clock();
        return (new HostState(loaded.Scenario!, CertificateStore.Create([], Guid.Empty), clock), clock);
    }

    [Fact]
    public void The_incarnation_advances_with_time()
    {
        var (host, clock) = Start("vm: {incarnation: 3}\nwireserver: {advanceEvery: 10s}");

        Assert.Equal(3, host.Vm.Incarnation);
        clock.Pass(9.9);
        Assert.Equal(3, host.Vm.Incarnation);
        clock.Pass(10.1);
        Assert.Equal(5, host.Vm.Incarnation);
    }

    [Fact]
    public void The_incarnation_advances_after_goal_states()
    {
        var (host, _) = Start("wireserver: {advanceAfterGoalStates: 2}");

        host.GoalStateFetched();
        Assert.Equal(1, host.Vm.Incarnation);
        host.GoalStateFetched();
        Assert.Equal(2, host.Vm.Incarnation);
    }

    [Theory]
    [InlineData("Running", true)]
    [InlineData("Savable", true)]
    [InlineData("PreprovisionedOSDisk", false)]
    [InlineData("None", false)]
    public void Pre_provisioned_VM_is_assigned_some_time_after_Ready(string type, bool expected)
    {
        var (host, clock) = Start($"vm: {{name: pool, preprovisioningType: {type}}}\nimds: {{reprovisionAfter: 2s}}\n" + (type == "None" ? "" : "reprovisionedAs: {name: web, user: alice}"));

        clock.Pass(100);
        Assert.False(host.IsAssigned);
        host.ReportReady();
        clock.Pass(1.9);
        Assert.False(host.IsAssigned);
        clock.Pass(0.1);

        Assert.Equal(expected, host.IsAssigned);
        Assert.Equal(expected ? "web" : "pool", host.Vm.HostName);
        Assert.Equal(expected ? 2 : 1, host.Vm.Incarnation);
        Assert.Equal(Start($"vm: {{name: pool, preprovisioningType: {type}}}").Host.Vm.Id, host.Vm.Id);
    }

    [Fact]
    public async Task Reprovisioning_works_as_cloud_init_expects()
    {
        await using var platform = await RunningPlatform.StartAsync(ScenarioLibrary.Find("preprovisioned-running")!.Replace("2s", "0s", StringComparison.Ordinal));
        const string Data = "/metadata/reprovisiondata?api-version=2019-06-01";

        using (var early = await platform.GetImds(Data)) Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        using (var ready = await platform.PostWire("/provisioning/health", """{"state":"Ready"}""", "application/json", ("x-ms-guest-agent-name", "test"))) Assert.Equal(HttpStatusCode.Created, ready.StatusCode);
        using var data = await platform.GetImds(Data);
        using var instance = await platform.GetImds("/metadata/instance/compute/osProfile/adminUsername?api-version=2021-08-01&format=text");
        using var type = await platform.GetImds("/metadata/instance?api-version=2021-08-01&extended=true");

        Assert.Contains("<UserName>alice</UserName>", await data.Content.ReadAsStringAsync());
        Assert.Contains("<wa:PreprovisionedVm>false</wa:PreprovisionedVm>", await data.Content.ReadAsStringAsync());
        Assert.Equal("alice", await instance.Content.ReadAsStringAsync());
        Assert.Contains("\"ppsType\":\"None\"", await type.Content.ReadAsStringAsync());
    }
}
