using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Planning;

/// <summary>Plans of boot steps on one view of the machine, as <c>daybreak plan</c> makes them.</summary>
public class BootStepPlanTests
{
    [Fact]
    public void A_later_boot_step_sees_the_planned_changes_of_earlier_ones()
    {
        using var root = new ThrowAwayRoot();
        var machine = new MachineView(root.Directory, new NoKernel());
        var first = new Scripted("first", _ => StepPlan.Of(Change.Write("/a", "1", Permissions.WorldReadable, "a"), Change.Write("/b", "2", Permissions.WorldReadable, "b")));
        var second = new Scripted("second", view => StepPlan.Warn($"{view.ReadText("/a")} {view.ReadText("/b")}"));

        var planned = Planner.Make(first, machine).Value!;

        Assert.Equal(("first", 2), (planned.Name, planned.Changes.Count));
        Assert.Equal(["1 2"], Planner.Make(second, machine).Value!.Warnings);
        Assert.False(root.Has("/a"));
    }

    [Fact]
    public void A_boot_step_that_cannot_be_planned_cannot_write_and_has_no_prefix_in_its_message()
    {
        using var root = new ThrowAwayRoot();
        var step = new Scripted("odd", _ => throw new FileFailure("/etc/fstab", "/etc/fstab is not a regular file"));

        var (plan, failure) = Planner.Make(step, new MachineView(root.Directory, new NoKernel()));

        Assert.Null(plan);
        Assert.Equal((ExitStatus.CannotWrite, "odd"), (failure!.Exit, failure.Step));
        Assert.Equal(("/etc/fstab is not a regular file", "/etc/fstab is not a regular file"), (failure.Reason, failure.Message));
    }

    [Fact]
    public void A_plan_is_empty_only_if_no_step_has_a_change()
    {
        PlannedStep idle = new("idle", StepPlan.Warn("a warning")), busy = new("busy", StepPlan.Of(Change.Write("/a", "1", Permissions.WorldReadable, "a")));
        Assert.True(new Plan([]).IsEmpty);
        Assert.True(new Plan([idle]).IsEmpty);
        Assert.False(new Plan([idle, busy]).IsEmpty);
        Assert.False(new Plan([busy, idle]).IsEmpty);
    }

    private sealed class Scripted(string name, Func<MachineView, StepPlan> plan) : IBootStep
    {
        public string Name => name;

        public StepPlan Plan(MachineView machine) => plan(machine);
    }
}
