using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Platform;

/// <summary>Who is told what, and who may tell.</summary>
public class TellingTests
{
    [Fact]
    public void Nobody_but_root_tells_the_platform_that_a_provisioned_machine_has_failed()
    {
        Assert.SkipUnless(Environment.UserName == "root" && File.Exists("/usr/bin/setpriv"), "needs root and setpriv (util-linux), to become somebody else");
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        Assert.Equal(0, platform.Provision(machine).Exit);
        int asked = platform.Requests.Count;
        const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        string agent = machine.Below("/tmp/daybreak");
        File.Copy(Programs.Agent, agent);
        foreach (string path in (string[])[agent, machine.Path, machine.Below("/tmp")]) File.SetUnixFileMode(path, Everybody);

        var run = Child.Run("setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups", agent, .. platform.Arguments("provision", machine)]);

        Assert.Equal(73, run.Exit);
        Assert.Contains("only root can provision a machine; no report sent", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(asked, platform.Requests.Count);
    }

    [Fact]
    public void The_status_of_a_captured_disk_is_not_that_of_the_VM_it_came_from()
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
    public void An_identity_that_is_refused_for_a_while_is_no_reason_to_give_up()
    {
        using var platform = Simulator.Start("faults: [{on: wireserver.health, times: 7, status: 410}, {on: wireserver.provisioningHealth, status: 404}]\n");
        using var machine = MachineRoot.Debian();

        var run = platform.Provision(machine);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.Single(platform.Requests, request => request is { IsReady: true, Status: 200 });
    }

    [Fact]
    public void An_odd_configuration_is_left_aside_with_a_warning()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian().WithSudo().Write("/etc/daybreak/daybreak.conf/odd", "");

        var run = platform.Provision(machine);

        Assert.Equal(0, run.Exit);
        Assert.StartsWith("warning: the configuration is ignored: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_no_steps_is_not_a_list_of_all_steps()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();

        Assert.Equal(64, platform.Provision(machine, "--only", ",").Exit);
        Assert.Equal(64, platform.Provision(machine, "--only", "").Exit);
        Assert.Empty(platform.Requests);
    }
}
