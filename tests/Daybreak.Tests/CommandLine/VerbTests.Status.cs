using Daybreak.Tests.Rig;

namespace Daybreak.Tests.CommandLine;

public partial class VerbTests
{
    [Fact]
    public void Status_exits_with_75_before_and_0_after_provisioning_also_after_a_restart()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();

        var before = platform.Run("status", machine);
        Assert.Equal(0, platform.Provision(machine).Exit);
        var after = platform.Run("status", machine);
        Directory.Delete(machine.Below("/run/daybreak"), recursive: true);
        var restarted = platform.Run("status", machine);

        Assert.Equal((75, 0, 0), (before.Exit, after.Exit, restarted.Exit));
        Assert.StartsWith("state:   not-started\n", before.Output, StringComparison.Ordinal);
        Assert.Contains("report:  Ready, 200 OK\n", after.Output, StringComparison.Ordinal);
        Assert.Contains("report:  Ready, 200 OK\n", restarted.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Status_prints_the_given_VM_id()
    {
        using var machine = MachineRoot.Bare(vmId: null);
        string[] arguments = ["status", "--root", machine.Path];
        Assert.Contains("VM:      no id known\n", Child.Run(Programs.Agent, arguments).Output, StringComparison.Ordinal);
        Assert.Contains($"VM:      {Simulator.VmId}\n", Child.Run(Programs.Agent, [.. arguments, "--vm-id", Simulator.VmId]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Status_waits_for_the_end_of_the_run()
    {
        using var platform = Simulator.Start("faults: [{on: imds.instance, times: 1, delay: 1s}]\n");
        using var machine = MachineRoot.Debian();
        using var run = Child.Start(Programs.Agent, platform.Arguments("provision", machine));

        var status = platform.Run("status", machine, "--wait");

        Assert.Equal(0, status.Exit);
        Assert.StartsWith("state:   provisioned", status.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.Wait().Exit);
    }

    [Fact]
    public void Status_of_a_killed_run_is_interrupted_without_a_wait()
    {
        using var platform = Simulator.Start("faults: [{on: imds.instance, silent: true}]\n");
        using var machine = MachineRoot.Debian();
        using (var run = Child.Start(Programs.Agent, platform.Arguments("provision", machine)))
        {
            for (int i = 0; i < 1000 && !machine.Has("/run/daybreak/status.json"); i++) Thread.Sleep(5);
            Assert.StartsWith("state:   running (sources)\n", platform.Run("status", machine).Output, StringComparison.Ordinal);
            run.Kill();
        }

        var status = platform.Run("status", machine, "--wait");

        Assert.True(status.Exit == 75, $"{status}");
        Assert.StartsWith("state:   interrupted (sources)\n", status.Output, StringComparison.Ordinal);
        Assert.Contains("\"state\": \"interrupted\"", platform.Run("status", machine, "--json").Output, StringComparison.Ordinal);
        // The status file of an earlier boot is gone; the journal shows that the run has not ended.
        Directory.Delete(machine.Below("/run/daybreak"), recursive: true);
        Assert.StartsWith("state:   interrupted\n", platform.Run("status", machine).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Status_between_the_phases_is_running()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        Assert.Equal(0, platform.Provision(machine, "--phase", "local").Exit);

        var status = platform.Run("status", machine);

        Assert.Equal(75, status.Exit);
        Assert.StartsWith("state:   running (waiting for the network)\n", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Status_of_a_failed_run_has_the_exit_status_of_the_run()
    {
        using var platform = Simulator.Start("faults: [{on: imds.instance, body: nonsense}]\n");
        using var machine = MachineRoot.Debian();
        Assert.Equal(65, platform.Provision(machine).Exit);

        var status = platform.Run("status", machine);

        Assert.Equal(65, status.Exit);
        Assert.Contains("failed:  IMDS: the instance document is not JSON", status.Output, StringComparison.Ordinal);
        Assert.Contains("report:  NotReady, 200 OK", status.Output, StringComparison.Ordinal);
    }
}
