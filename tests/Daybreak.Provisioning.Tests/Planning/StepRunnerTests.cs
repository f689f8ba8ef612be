using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Runs;
using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Tests.Rig;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Tests.Planning;

/// <summary>Boot steps are independent.</summary>
public sealed class StepRunnerTests : IDisposable
{
    private readonly ThrowAwayRoot root = new ThrowAwayRoot().MakeDirectory("/run/daybreak");
    private readonly FakeKernel kernel = new();
    private readonly List<string> logged = [];

    public void Dispose() => root.Dispose();

    [Fact]
    public void A_failing_boot_step_is_a_warning_and_the_next_one_runs()
    {
        kernel.Answer = new Daybreak.Machine.Kernel.ProgramOutcome(3, "first\nno such disk");
        var (run, context) = Make();

        run.RunBootSteps(
        [
            new Scripted("disk", _ => [new RunProgram(["/sbin/mkfs"], TimeSpan.FromSeconds(1), "a file system")]),
            new Scripted("odd", _ => throw new FileFailure("/etc/fstab", "/etc/fstab is not a regular file")),
            new Scripted("idle", _ => []),
            new Scripted("note", _ => [Change.Write("/note", "x", Permissions.OwnerOnly, "a note")]),
        ]);

        Assert.Equal("x", root.Read("/note"));
        Assert.Equal(["disk: /sbin/mkfs failed with exit code 3: no such disk", "odd: /etc/fstab is not a regular file", "note: a note"], logged);
        Assert.Equal([new StepStatus("disk", "failed", 0), new StepStatus("odd", "failed", 0), new StepStatus("note", "done", 1)], context.Status.Current.Steps);
        Assert.Equal(["disk", "odd", "idle", "note"], context.Stopwatch.Spans.Select(span => span.Name));
    }

    [Fact]
    public void Each_boot_step_sees_the_changes_of_the_ones_before_it()
    {
        var (run, _) = Make();
        run.RunBootSteps(
        [
            new Scripted("one", _ => [Change.Write("/a", "1", Permissions.OwnerOnly, "a")]),
            new Scripted("two", machine => machine.ReadText("/a") == "1" ? [Change.Write("/b", "2", Permissions.OwnerOnly, "b")] : []),
        ]);
        Assert.Equal("2", root.Read("/b"));
    }

    private (StepRunner Run, RunContext Context) Make()
    {
        var log = new ProgressLog((_, line) => logged.Add(line));
        var context = new RunContext(root.Directory, kernel, new Settings(), Clock.System, log, new Stopwatch(new VirtualTime()));
        return (new StepRunner(context), context);
    }

    private sealed class Scripted(string name, Func<MachineView, IEnumerable<Change>> plan) : IBootStep
    {
        public string Name => name;

        public StepPlan Plan(MachineView machine) => StepPlan.Of(plan(machine));
    }
}
