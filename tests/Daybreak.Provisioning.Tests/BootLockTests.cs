using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Runs;
using Daybreak.Provisioning.Tests.Rig;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Tests;

/// <summary>Two runs of <c>daybreak boot</c> at the same time.</summary>
public sealed class BootLockTests : IDisposable
{
    private const string Id = "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11";
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ThrowAwayRoot root = new();
    private readonly DiskKernel kernel;
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> logged = [];

    public BootLockTests()
    {
        AzureDisks.Generation2(root);
        root.Write("/sys/class/dmi/id/product_uuid", Id + "\n").MakeDirectory(AgentPaths.StateDirectory);
        new Journal(root.Directory).Append(new Started(Time, Id, "0.1.0"), new Reported(Time, "Ready", "200 OK"));
        kernel = new DiskKernel(root);
    }

    public void Dispose() => root.Dispose();

    [Fact]
    public void A_second_run_waits_and_has_nothing_to_do()
    {
        using var begun = new ManualResetEventSlim();
        using var proceed = new ManualResetEventSlim();
        kernel.Instead = arguments =>
        {
            kernel.Instead = null;
            begun.Set();
            Assert.True(proceed.Wait(TimeSpan.FromSeconds(30)));
            kernel.Programs.Clear();
            return kernel.Run(arguments, default);
        };
        Outcome? first = null, second = null;
        var one = new Thread(() => first = Boot());
        one.Start();
        Assert.True(begun.Wait(TimeSpan.FromSeconds(30)));
        var other = new Thread(() => second = Boot());
        other.Start();
        Assert.False(other.Join(200));
        proceed.Set();
        one.Join();
        other.Join();

        Assert.Contains("this boot made", first!.Sentence, StringComparison.Ordinal);
        Assert.StartsWith("nothing to do", second!.Sentence, StringComparison.Ordinal);
        Assert.Single(kernel.Programs);
        Assert.Single(kernel.Mounts);
    }

    [Fact]
    public void The_wait_for_another_run_is_limited()
    {
        root.MakeDirectory("/run/daybreak");
        using (root.Directory.TryLock("/run/daybreak/boot.lock"))
        {
            var outcome = Boot(TimeSpan.FromMilliseconds(60), "temporary-disk");
            Assert.Equal(ExitStatus.TryAgain, outcome!.Exit);
            Assert.Equal("temporary-disk skipped: another instance is still running after 0 s; run daybreak boot when it has ended", outcome.Sentence);
        }
        Assert.Empty(kernel.Mounts);
        Assert.True(Boot(TimeSpan.Zero)!.Succeeded);
        Assert.Single(kernel.Mounts);
    }

    [Fact]
    public void Steps_without_the_lock_run_while_another_run_holds_it()
    {
        root.MakeDirectory("/run/daybreak").Write("/sys/block/sda/device/timeout", "30\n");
        int questions = 0;
        using (var held = root.Directory.TryLock("/run/daybreak/boot.lock"))
        {
            // It waits once, not once per step: the lock is released after the first step was skipped, and is not tried again.
            kernel.Asked = () =>
            {
                // Only the check before the lock counts, not those of steps. The second one follows the wait.
                bool isBeforeLock = new System.Diagnostics.StackFrame(2).GetMethod()?.Name == nameof(StepRunner.RunBootStepsWithLock);
                if (isBeforeLock && ++questions == 2) held!.Dispose();
            };
            var outcome = Boot(TimeSpan.FromMilliseconds(60));
            Assert.Equal(4, questions);
            Assert.Equal(new Outcome(ExitStatus.TryAgain, "virtual-numa, console, temporary-disk, swap skipped: another instance is still running after 0 s; run daybreak boot when it has ended"), outcome);
        }
        Assert.Equal("300", root.Read("/sys/block/sda/device/timeout").Trim());
        Assert.Empty(kernel.Mounts);
        Assert.Contains("disk-timeouts", File.ReadAllText(Directory.GetFiles(root.Below(AgentPaths.StateDirectory)).Single()), StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_only_the_listed_steps()
    {
        Assert.StartsWith("nothing to do", Boot(null, "swap")!.Sentence, StringComparison.Ordinal);
        Assert.Empty(kernel.Mounts);
        Assert.True(Boot(null, "temporary-disk", "swap")!.Succeeded);
        Assert.Single(kernel.Mounts);
    }

    [Fact]
    public void Listed_steps_do_not_change_the_status_and_log_a_failure()
    {
        const string status = "/run/daybreak/status.json";
        kernel.Instead = _ => new Daybreak.Machine.Kernel.ProgramOutcome(1, "no space");
        root.Write(status, "of a running run");
        Assert.True(Boot(null, "temporary-disk")!.Succeeded);
        Assert.Equal("of a running run", root.Read(status));
        Assert.Contains(logged, line => line.Contains(" cannot be formatted: /usr/sbin/mkfs.ext4 failed with exit code 1", StringComparison.Ordinal));

        Assert.True(Boot(null)!.Succeeded);
        Assert.Contains("failed", root.Read(status), StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_an_unknown_step_and_lists_the_known_ones()
    {
        var outcome = Boot(null, "disk");
        Assert.Equal(ExitStatus.Usage, outcome!.Exit);
        Assert.StartsWith("--only: unknown boot step disk; expected one of host-entropy, ", outcome.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Listed_steps_do_not_run_before_the_machine_is_provisioned()
    {
        File.Delete(Directory.GetFiles(root.Below(AgentPaths.StateDirectory)).Single());
        root.Write("/usr/lib/systemd/system/azure-provisioning.service", "").MakeDirectory("/etc/systemd/system");
        Assert.Equal(new Outcome(ExitStatus.Done, $"nothing to do: VM {Id} is not provisioned yet, and its provisioning includes these steps"), Boot(null, "temporary-disk"));
        Assert.Empty(kernel.Mounts);
        Assert.False(root.Has("/etc/systemd/system/multi-user.target.wants"));
    }

    private Outcome? Boot(TimeSpan? patience = null, params string[] only) =>
        new BootRun(new RunContext(root.Directory, kernel, new Settings(), Clock.System, new ProgressLog((_, line) => logged.Enqueue(line)), new Stopwatch(TimeProvider.System))) { LockWait = patience ?? TimeSpan.FromSeconds(30) }.Run(null, ["/sbin/daybreak", "provision"], only);
}
