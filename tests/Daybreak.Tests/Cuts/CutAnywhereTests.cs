using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Cuts;

/// <summary>After a cut anywhere the next run ends where an undisturbed one does. Two classes, because they take their time side by side.</summary>
public class CutAnywhereOnDebianTests
{
    [Fact]
    public void The_next_run_ends_where_an_undisturbed_one_does()
    {
        Privilege.RequireTracing();
        using var runs = new CutRuns(MachineRoot.Debian);
        Assert.InRange(runs.CutEverywhere(), 60, 400);
    }
}

/// <summary>The same on a machine where every directory must be made first.</summary>
public class CutAnywhereOnBareMachineTests
{
    [Fact]
    public void The_next_run_ends_where_an_undisturbed_one_does()
    {
        Privilege.RequireTracing();
        using var runs = new CutRuns(() => MachineRoot.Bare());
        Assert.InRange(runs.CutEverywhere(), 60, 400);
    }
}
