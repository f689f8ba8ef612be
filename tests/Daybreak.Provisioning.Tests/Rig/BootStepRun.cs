using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Planning;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>One boot step on a throw-away root, planned, applied, and planned again.</summary>
internal static class BootStepRun
{
    public static IReadOnlyList<Change> Plan(IBootStep step, ThrowAwayRoot root, IKernel? kernel = null)
    {
        var view = new MachineView(root.Directory, kernel ?? new NoKernel());
        var changes = step.Plan(view).Changes;
        Assert.Empty(step.Plan(view.After(changes)).Changes);
        return changes;
    }

    public static IReadOnlyList<Change> Apply(IBootStep step, ThrowAwayRoot root, IKernel? kernel = null)
    {
        var changes = Plan(step, root, kernel);
        var executor = new Executor(root.Directory, kernel ?? new NoKernel());
        foreach (var change in changes) Assert.Null(executor.Apply(change)?.Reason);
        Assert.Empty(Plan(step, root, kernel));
        return changes;
    }

    /// <summary>Interrupts after every number of changes. Planning and applying again must give the same machine.</summary>
    public static void CutAnywhere(IBootStep step, Func<ThrowAwayRoot> make, Func<IKernel> kernel)
    {
        using var undisturbed = make();
        int count = Apply(step, undisturbed, kernel()).Count;
        Assert.True(count > 0);
        for (int done = 0; done < count; done++)
        {
            using var root = make();
            var executor = new Executor(root.Directory, kernel());
            foreach (var change in Plan(step, root, kernel()).Take(done)) Assert.Null(executor.Apply(change)?.Reason);
            Apply(step, root, kernel());
            Assert.Equal(State(undisturbed), State(root));
        }
    }

    private static IEnumerable<string> State(ThrowAwayRoot root) =>
        root.Entries()
            .Select(entry => $"{entry.FullName[root.Path.Length..]} {entry.UnixFileMode} {entry.LinkTarget ?? (entry is FileInfo file ? File.ReadAllText(file.FullName) : "")}").Order(StringComparer.Ordinal);
}
