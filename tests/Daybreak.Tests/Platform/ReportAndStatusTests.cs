using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Platform;

/// <summary>Which runs send a report, and what the status shows.</summary>
public class ReportAndStatusTests
{
    [Fact]
    public void Only_root_can_report_a_failure_of_a_provisioned_machine()
    {
        bool canChangeUser = Environment.UserName == "root" && File.Exists("/usr/bin/setpriv");
        Assert.SkipUnless(canChangeUser, "needs root and setpriv (util-linux), to run as another user");
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        Assert.Equal(0, platform.Provision(machine).Exit);
        int before = platform.Requests.Count;
        const UnixFileMode Everyone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        string agent = machine.Below("/tmp/daybreak");
        File.Copy(Programs.Agent, agent);
        foreach (string path in (string[])[agent, machine.Path, machine.Below("/tmp")]) File.SetUnixFileMode(path, Everyone);

        var run = Child.Run("setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups", agent, .. platform.Arguments("provision", machine)]);

        Assert.Equal(73, run.Exit);
        Assert.Contains("only root can provision a machine; no report sent", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(before, platform.Requests.Count);
    }

    [Fact]
    public void The_status_of_a_captured_disk_is_not_provisioned()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        Assert.Equal(0, platform.Provision(machine).Exit);
        Assert.Equal(0, platform.Run("status", machine).Exit);
        machine.Write("/sys/class/dmi/id/product_uuid", "6e7f8091-a2b3-4c4d-9e5f-60718293a4b5\n");

        var copy = platform.Run("status", machine);

        Assert.Equal(75, copy.Exit);
        Assert.StartsWith("state:   not-started", copy.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Retries_a_report_whose_identity_is_refused_for_a_while()
    {
        using var platform = Simulator.Start("faults: [{on: wireserver.health, times: 7, status: 410}, {on: wireserver.provisioningHealth, status: 404}]\n");
        using var machine = MachineRoot.Debian();

        var run = platform.Provision(machine);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.Single(platform.Requests, request => request is { IsReady: true, Status: 200 });
    }

    [Fact]
    public void Ignores_an_unusable_configuration_with_a_warning()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian().WithSudo().Write("/etc/daybreak/daybreak.conf/odd", "");

        var run = platform.Provision(machine);

        Assert.Equal(0, run.Exit);
        Assert.StartsWith("warning: the configuration is ignored: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_an_empty_list_of_steps()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();

        Assert.Equal(64, platform.Provision(machine, "--only", ",").Exit);
        Assert.Equal(64, platform.Provision(machine, "--only", "").Exit);
        Assert.Empty(platform.Requests);
    }
}
