using Daybreak.Core;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Status;

/// <summary>Several runs may write the status at the same time.</summary>
public sealed class StatusWriterTests : IDisposable
{
    private readonly ThrowAwayRoot root = new ThrowAwayRoot().MakeDirectory("/run/daybreak");
    private readonly List<string> warnings = [];

    public void Dispose() => root.Dispose();

    [Fact]
    public void Merges_the_changes_of_two_runs()
    {
        var run = Board();
        run.Show(now => now with { Doing = "changes", Steps = [new("user", "planned", 2), new("ssh-keys", "planned", 1)] });
        var boot = Board(Published());
        boot.StepEnded(new StepStatus("swap", "done", 1));
        run.StepDone("user");
        boot.StepEnded(new StepStatus("console", "failed", 0));
        run.Show(now => now with { State = ProvisioningState.Provisioned, Doing = null, Report = new Reported(DateTimeOffset.UnixEpoch, "Ready", "200") });
        boot.StepEnded(new StepStatus("swap", "failed", 1));

        var last = Published();
        Assert.Equal((ProvisioningState.Provisioned, null, "Ready"), (last.State, last.Doing, last.Report?.State));
        Assert.Equal([new("user", "done", 2), new("ssh-keys", "planned", 1), new("swap", "failed", 1), new("console", "failed", 0)], last.Steps);
        Assert.Empty(warnings);
    }

    [Fact]
    public void A_new_run_replaces_the_status()
    {
        Board().Show(now => now with { State = ProvisioningState.Failed, Failure = new Failed(DateTimeOffset.UnixEpoch, "user", "no", ExitStatus.CannotWrite), Steps = [new("user", "failed", 0)] });
        Board().Show(now => now with { Doing = "sources" });
        Assert.Equal((ProvisioningState.Running, null, "sources"), (Published().State, Published().Failure, Published().Doing));
        Assert.Empty(Published().Steps);
    }

    [Fact]
    public void A_new_plan_replaces_its_own_steps_only()
    {
        var run = Board();
        run.Show(now => now with { Steps = [new("user", "planned", 2)] });
        Board(Published()).StepEnded(new StepStatus("swap", "done", 1));
        run.Show(now => now with { Steps = [new("password", "planned", 1)] });
        Assert.Equal(["swap", "password"], Published().Steps.Select(step => step.Name));
    }

    [Fact]
    public void Concurrent_runs_lose_nothing_and_readers_see_complete_files()
    {
        const int runs = 4, steps = 50;
        Board().Show(now => now with { Doing = "changes" });
        bool isDone = false;
        int torn = 0;
        var reader = new Thread(() =>
        {
            while (!Volatile.Read(ref isDone))
                if (StatusReader.Parse(File.ReadAllBytes(root.Below(StatusDocument.Path))) is null) torn++;
        });
        reader.Start();
        Thread[] writers = [.. Enumerable.Range(0, runs).Select(run => new Thread(() =>
        {
            var board = Board(Published());
            for (int step = 0; step < steps; step++) board.StepEnded(new StepStatus($"{run}-{step}", "done", step));
        }))];
        foreach (var writer in writers) writer.Start();
        foreach (var writer in writers) writer.Join();
        Volatile.Write(ref isDone, true);
        reader.Join();

        Assert.Equal(0, torn);
        Assert.Empty(warnings);
        Assert.Equal(
            Enumerable.Range(0, runs).SelectMany(run => Enumerable.Range(0, steps).Select(step => $"{run}-{step}")).Order(StringComparer.Ordinal),
            Published().Steps.Select(step => step.Name).Order(StringComparer.Ordinal));
        Assert.Equal(StatusDocument.Path, Assert.Single(Directory.GetFiles(root.Below("/run/daybreak")))[root.Path.Length..]);
    }

    private StatusDocument Published() => StatusReader.Read(root.Directory, null).Status;

    private StatusWriter Board(StatusDocument? before = null) => new(root.Directory, new VirtualTime(), new ProgressLog((_, line) =>
    {
        lock (warnings) warnings.Add(line);
    }), before);
}
