using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Platform;

public class HappyPathTests
{
    [Fact]
    public void One_run_provisions_reports_Ready_and_disables_the_unit()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian().WithSudo();

        var run = platform.Provision(machine);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.Equal("vm1\n", machine.Read("/etc/hostname"));
        Assert.Equal("127.0.0.1\tlocalhost\n127.0.1.1\tvm1\n\n# IPv6\n::1\tlocalhost ip6-localhost\n", machine.Read("/etc/hosts"));
        Assert.False(machine.Has(MachineRoot.EnabledUnit));
        Assert.Contains("goal state retrieved: incarnation 1", run.OutputLines);
        Assert.Contains("response: 200 OK", run.OutputLines);
        Assert.StartsWith("provisioned in ", run.OutputLines[^1], StringComparison.Ordinal);
        Assert.Empty(run.ErrorLines);
        platform.AssertPolite();
    }

    [Fact]
    public void A_successful_run_sends_three_requests_the_report_last()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();

        Assert.Equal(0, platform.Provision(machine).Exit);

        Assert.Equal(["imds.instance", "wireserver.goalState", "wireserver.health"], platform.Operations);
        Assert.True(platform.Requests[^1] is { IsReady: true, Status: 200 });
    }

    [Fact]
    public void The_second_run_sends_no_request_and_says_that_there_is_nothing_to_do()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        Assert.Equal(0, platform.Provision(machine).Exit);
        var before = machine.Snapshot();

        var second = platform.Provision(machine);

        Assert.Equal(0, second.Exit);
        Assert.Equal($"nothing to do: VM {Simulator.VmId} is provisioned, and the platform has accepted its report (200 OK)", Assert.Single(second.OutputLines));
        Assert.Equal(3, platform.Requests.Count);
        Assert.Equal(before, machine.Snapshot());
    }

    [Fact]
    public void Creates_missing_directories_on_a_bare_machine()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Bare();

        Assert.Equal(0, platform.Provision(machine).Exit);

        Assert.Equal("vm1\n", machine.Read("/etc/hostname"));
        Assert.False(machine.Has("/etc/hosts"));
        Assert.Contains(machine.Snapshot(), entry => entry.StartsWith("/etc d 755 ", StringComparison.Ordinal));
        Assert.Contains(machine.Snapshot(), entry => entry.StartsWith("/var/lib/daybreak d 700 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Ignores_proxy_variables_of_the_environment()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        var proxies = new Dictionary<string, string>();
        foreach (string name in (string[])["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]) proxies[name] = "http://127.0.0.1:9";

        var run = Child.Run(Programs.Agent, platform.Arguments("provision", machine), proxies);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.Equal(3, platform.Requests.Count);
        platform.AssertPolite();
    }

    [Fact]
    public void Output_to_the_system_journal_has_priorities()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();

        var run = Child.Run(Programs.Agent, platform.Arguments("provision", machine), new Dictionary<string, string> { ["JOURNAL_STREAM"] = "8:1" });

        Assert.All(run.OutputLines, line => Assert.StartsWith("<6>", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_WireServer_it_sends_no_report_and_the_next_run_does()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();

        var silent = Child.Run(Programs.Agent, ["provision", "--root", machine.Path, "--imds", platform.Imds, "--wireserver", "none"]);
        var second = platform.Provision(machine);

        Assert.Equal(0, silent.Exit);
        Assert.Equal(0, second.Exit);
        Assert.Contains("nothing to do: the machine matches", second.OutputLines);
        Assert.Single(platform.Requests, request => request.IsReady);
    }

    [Fact]
    public void A_run_of_listed_steps_sends_no_report_and_keeps_status_and_journal()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();

        var chosen = platform.Provision(machine, "--only", "host-name");

        Assert.Equal(0, chosen.Exit);
        Assert.Equal("vm1\n", machine.Read("/etc/hostname"));
        Assert.Equal(["imds.instance"], platform.Operations);
        Assert.True(machine.Has(MachineRoot.EnabledUnit));
        Assert.StartsWith("state:   not-started", platform.Run("status", machine).Output, StringComparison.Ordinal);
        Assert.Equal(64, platform.Provision(machine, "--only", "hostname").Exit);
    }
}
