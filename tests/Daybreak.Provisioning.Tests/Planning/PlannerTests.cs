using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Planning;

public class PlannerTests
{
    [Fact]
    public void A_later_step_sees_the_planned_changes_of_earlier_ones()
    {
        using var root = new ThrowAwayRoot();
        var first = new Step("first", machine => [Change.Write("/motd", "hello\n", Permissions.WorldReadable, "greet")]);
        var second = new Step("second", machine => machine.ReadText("/motd") == "hello\n" ? [] : [Change.Write("/motd", "late", Permissions.WorldReadable, "never")]);

        var (plan, failure) = Planner.Make([first, second], Specifications.Named("vm1"), new MachineView(root.Directory, new NoKernel()));

        Assert.Null(failure);
        Assert.Equal((1, 0, false), (plan!.Steps[0].Changes.Count, plan.Steps[1].Changes.Count, plan.IsEmpty));
        Assert.False(root.Has("/motd"));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_failure_of_the_step()
    {
        using var root = new ThrowAwayRoot();
        root.MakeDirectory("/etc/hostname");

        var (plan, failure) = Planner.Make(new Provisioning.Runs.RunSequence(new Daybreak.Configuration.Settings()).Changes.All, Specifications.Named("vm1"), new MachineView(root.Directory, new NoKernel()));

        Assert.Null(plan);
        Assert.Equal("host-name", failure!.Step);
        Assert.Equal("step host-name: /etc/hostname is not a regular file: move it away", failure.Message);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_failure_of_the_boot_step()
    {
        using var root = new ThrowAwayRoot();
        var (plan, failure) = Planner.Make(new UnreadableStep(), new MachineView(root.Directory, new NoKernel()));
        Assert.Null(plan);
        Assert.Equal(("unreadable", "/etc is a directory"), (failure!.Step, failure.Message));
    }

    private sealed class UnreadableStep : IBootStep
    {
        public string Name => "unreadable";

        public StepPlan Plan(MachineView machine) => throw new FileFailure("/etc", "/etc is a directory");
    }

    private sealed class Step(string name, Func<MachineView, IEnumerable<Change>> plan) : IStep
    {
        public string Name => name;

        public StepPlan Plan(VmSpecification vm, MachineView machine) => StepPlan.Of(plan(machine));
    }
}
