using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Steps;

namespace Daybreak.Provisioning.Runs;

/// <summary>The run of every boot. It runs the boot steps, or starts a first boot if this VM is not provisioned.</summary>
/// <param name="context">The run's context.</param>
public sealed class BootRun(RunContext context)
{
    /// <summary>How long to wait for another run.</summary>
    public TimeSpan LockWait { get; init; } = StepRunner.DefaultLockWait;

    /// <summary>Runs the boot steps, or enables and starts the first-boot unit if the VM is not provisioned.</summary>
    /// <param name="given">The VM id to use instead of the machine's.</param>
    /// <param name="afterwards">The command that runs pending custom data in the background.</param>
    /// <param name="only">The boot steps to run; empty for everything.</param>
    /// <returns>Null if the VM is not provisioned and there is no unit; then the caller provisions it.</returns>
    public Outcome? Run(VmId? given, IReadOnlyList<string> afterwards, params IReadOnlyList<string> only)
    {
        try
        {
            var vmId = given ?? VmId.OfMachine(context.Root);
            var sequence = new RunSequence(context.Settings, vmId, context.Clock.Time);
            List<IBootStep> steps = [.. sequence.EveryBoot];
            if (Outcome.UnknownStep("boot step", only, steps.ConvertAll(step => step.Name)) is { } unknown) return unknown;
            if (only.Count > 0) steps.RemoveAll(step => !only.Contains(step.Name));

            var journal = context.Journal.Read();
            if (journal.IsProvisioned(vmId)) return RunBootSteps(journal, steps, sequence, only.Count == 0 ? afterwards : null);
            if (only.Count > 0) return new Outcome(ExitStatus.Done, $"nothing to do: VM {vmId?.ToString() ?? "without an id"} is not provisioned yet, and its provisioning includes these steps");
            return StartFirstBoot(vmId, journal);
        }
        catch (FileFailure failure)
        {
            return new Outcome(ExitStatus.CannotWrite, failure.Message);
        }
    }

    private Outcome? StartFirstBoot(VmId? vmId, JournalState journal)
    {
        var machine = context.Machine;
        var changes = FirstBootUnit.Enable(machine).ToList();
        if (changes.Count == 0 && !FirstBootUnit.WillStart(machine)) return null;
        context.Log.Say(Why(vmId, journal));
        var executor = new Executor(context.Root, context.Kernel);
        foreach (var change in changes)
        {
            if (executor.Apply(change) is { } failure) return new Outcome(ExitStatus.CannotWrite, failure.Reason);
            context.Log.Say(change.Sentence);
        }
        return new Outcome(ExitStatus.Done, $"{FirstBootUnit.UnitName} will provision this VM when the network is up");
    }

    // A run with --only does not start custom data.
    private Outcome RunBootSteps(JournalState journal, IReadOnlyList<IBootStep> steps, RunSequence sequence, IReadOnlyList<string>? afterwards)
    {
        var run = context with { Status = new StatusWriter(context.Root, context.Clock.Time, context.Log, StatusDocument.FromJournal(journal)) };
        var runner = new StepRunner(run) { LockWait = LockWait };
        // udev starts such runs, possibly during another run, which writes the status.
        if (afterwards is null) run.Status.Disable();
        string? busy = runner.RunBootStepsWithLock(steps);
        bool started = afterwards is not null && StartPendingCustomData(runner, sequence, afterwards);
        if (runner.ChangesMade > 0) context.Journal.Append(context.Times(RunKind.Boot));
        if (busy is not null) return new Outcome(ExitStatus.TryAgain, busy);
        return new Outcome(ExitStatus.Done, (runner.ChangesMade, started) switch
        {
            (0, false) => $"nothing to do: VM {journal.VmId} is provisioned",
            (0, true) => $"VM {journal.VmId} is provisioned; its custom data continues in the background",
            _ => string.Create(CultureInfo.InvariantCulture, $"VM {journal.VmId} is provisioned; this boot made {runner.ChangesMade} changes"),
        });
    }

    // The boot waits for this run, which starts before the network is up. So pending custom data runs in the background.
    private bool StartPendingCustomData(StepRunner runner, RunSequence sequence, IReadOnlyList<string> afterwards)
    {
        var pending = new PendingCustomData(context, sequence);
        if (!pending.IsAny) return false;
        if (FirstBootUnit.StartForCustomData(context.Machine) is not { } changes) return pending.Start(afterwards);
        if (runner.Apply(null, changes) is { } failure) context.Log.Warn(failure.Message);
        return true;
    }

    private static string Why(VmId? vmId, JournalState journal) => journal.VmId is { } before && !before.Equals(vmId)
        ? $"this disk was provisioned as VM {before} and is now VM {vmId?.ToString() ?? "without an id"}"
        : $"VM {vmId?.ToString() ?? "without an id"} is not provisioned, or the platform has not accepted its report";
}
