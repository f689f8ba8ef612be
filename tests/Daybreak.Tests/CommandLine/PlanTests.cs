using Daybreak.Tests.Media;
using Daybreak.Tests.Rig;

namespace Daybreak.Tests.CommandLine;

/// <summary><c>daybreak plan</c> prints everything that <c>daybreak provision</c> does, and nothing afterwards.</summary>
public class PlanTests
{
    private const string Yaml = "vm: {name: vm1, user: alice, password: Tr0ub4dor-and-3, customData: hello, publicKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKR a']}\n";

    // The run's own records, and the unit that is disabled after the report.
    private static readonly string[] Beside = ["/var/lib/daybreak", "/run", MachineRoot.EnabledUnit, "/etc/.pwd.lock"];

    [Theory]
    [InlineData("whole")]
    [InlineData("Debian")]
    [InlineData("bare")]
    public void The_plan_lists_every_change_and_is_empty_after_provisioning(string kind)
    {
        using var platform = Simulator.Start(Yaml);
        using var disc = Disc.Of(Yaml);
        using var machine = kind switch
        {
            "whole" => MachineRoot.Whole(),
            "Debian" => MachineRoot.Debian(),
            _ => MachineRoot.Bare(),
        };
        var before = machine.Snapshot();

        var plan = platform.Run("plan", machine, "--media", disc.Path);
        Assert.True(plan.Exit == 0, $"{plan}");
        Assert.Equal(before, machine.Snapshot());
        Assert.DoesNotContain("nothing to do", plan.Output, StringComparison.Ordinal);

        var run = platform.Provision(machine, "--media", disc.Path);
        Assert.True(run.Exit == 0, $"{run}");
        string[] changed = [.. machine.Snapshot(Beside).Except(before).Select(entry => entry.Split(' ')[0])];
        Assert.NotEmpty(changed);
        // A tree is one change, named by its root.
        Assert.All(changed, path => Assert.True(Above(path).Any(named => plan.Output.Contains(named, StringComparison.Ordinal)), $"{path} is not in the plan:\n{plan.Output}"));

        var second = platform.Run("plan", machine, "--media", disc.Path);
        Assert.Equal("nothing to do: the machine matches", second.OutputLines[^1]);
    }

    [Fact]
    public void A_step_with_a_warning_is_not_shown_as_done()
    {
        using var platform = Simulator.Start(Yaml);
        using var machine = MachineRoot.Debian();
        var plan = platform.Run("plan", machine);
        Assert.Contains("warning: sudo: alice cannot become root: the machine has neither sudo nor doas", plan.Error, StringComparison.Ordinal);
        Assert.Contains("sudo: no changes, and a warning\n", plan.Output, StringComparison.Ordinal);
        Assert.Contains("root-account: done\n", plan.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Above(string path) =>
        path.StartsWith("/home/alice/", StringComparison.Ordinal) ? [path, "/home/alice"] : [path];
}
