using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>One step on a throw-away root, planned, applied, and planned again.</summary>
internal static class StepRun
{
    /// <summary>The missing changes.</summary>
    public static IReadOnlyList<Change> Plan(IStep step, VmSpecification vm, ThrowAwayRoot root, IKernel? kernel = null)
    {
        var (plan, failure) = Planner.Make([step], vm, new MachineView(root.Directory, kernel ?? new NoKernel()));
        Assert.True(plan is not null, failure?.Message);
        return plan.Steps[0].Changes;
    }

    /// <summary>The message of a failure without the name of its step.</summary>
    public static string? Cause(Daybreak.Core.Failure? failure) => failure?.Message[$"step {failure.Step}: ".Length..];

    /// <summary>Applies them and checks that nothing is missing.</summary>
    public static IReadOnlyList<Change> Apply(IStep step, VmSpecification vm, ThrowAwayRoot root, IKernel? kernel = null)
    {
        var changes = Plan(step, vm, root, kernel);
        var executor = new Executor(root.Directory, kernel ?? new NoKernel());
        foreach (var change in changes) Assert.Null(executor.Apply(change)?.Reason);
        Assert.Empty(Plan(step, vm, root, kernel));
        return changes;
    }

    /// <summary>Interrupts after every number of changes. Planning and applying again must give the same machine.</summary>
    /// <param name="step">The step.</param>
    /// <param name="vm">The specification.</param>
    /// <param name="make">Creates a machine.</param>
    /// <param name="kernel">Its kernel.</param>
    /// <param name="state">The part of the machine to compare.</param>
    public static void CutAnywhere(IStep step, VmSpecification vm, Func<ThrowAwayRoot> make, Func<ThrowAwayRoot, string> state, IKernel? kernel = null)
    {
        using var undisturbed = make();
        int count = Apply(step, vm, undisturbed, kernel).Count;
        Assert.True(count > 0);
        for (int done = 0; done < count; done++)
        {
            using var root = make();
            var executor = new Executor(root.Directory, kernel ?? new NoKernel());
            foreach (var change in Plan(step, vm, root, kernel).Take(done)) Assert.Null(executor.Apply(change)?.Reason);
            Apply(step, vm, root, kernel);
            Assert.Equal(state(undisturbed), state(root));
        }
    }
}
