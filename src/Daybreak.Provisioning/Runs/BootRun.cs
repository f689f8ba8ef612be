using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Steps;

namespace Daybreak.Provisioning.Runs;

/// <summary>
/// The run of every boot. The first-boot units have disabled themselves, so this run finds out whether the disk was captured and is another VM now, or whether
/// a report was never accepted. In a provisioned VM it runs the boot steps.
/// </summary>
/// <param name="context">What the run works with.</param>
public sealed class BootRun(RunContext context)
{
    /// <summary>How long to wait for another run.</summary>
    public TimeSpan Patience { get; init; } = StepRunner.UsualPatience;

    /// <summary>Runs, and starts the first-boot unit again where the VM has to be provisioned.</summary>
    /// <param name="given">The VM id to use instead of the machine's own.</param>
    /// <param name="afterwards">The command that runs pending custom data, in another process.</param>
    /// <param name="only">The boot steps to run, and nothing else; empty for all.</param>
    /// <returns>Null when the VM has to be provisioned and there is no unit for it: the caller provisions at once.</returns>
    public Outcome? Run(VmId? given, IReadOnlyList<string> afterwards, params IReadOnlyList<string> only)
    {
        try
        {
            return Check(given, afterwards, only);
        }
        catch (FileFailure failure)
        {
            return new Outcome(ExitStatus.CannotWrite, failure.Message);
        }
    }

    private Outcome? Check(VmId? given, IReadOnlyList<string> afterwards, IReadOnlyList<string> only)
    {
        var vmId = given ?? VmId.OfMachine(context.Root);
        var sequence = new RunSequence(context.Settings, vmId, context.Clock.Time);
        List<IBootStep> steps = [.. sequence.EveryBoot];
        if (Outcome.UnknownStep("boot step", only, steps.ConvertAll(step => step.Name)) is { } unknown) return unknown;
        if (only.Count > 0) steps.RemoveAll(step => !only.Contains(step.Name));

        var journal = context.Journal.Read();
        if (journal.IsProvisioned(vmId)) return RunBootSteps(journal, steps, sequence, only.Count == 0 ? afterwards : null);
        if (only.Count > 0) return new Outcome(ExitStatus.Done, $"nothing is due yet: the provisioning of VM {vmId?.ToString() ?? "without an id"} takes these steps");
        return StartFirstBoot(vmId, journal);
    }

    private Outcome? StartFirstBoot(VmId? vmId, JournalState journal)
    {
        var machine = context.Machine;
        var changes = FirstBootUnit.Rearm(machine).ToList();
        if (changes.Count == 0 && !FirstBootUnit.IsAwaited(machine)) return null;
        context.Log.Say(Why(vmId, journal));
        var executor = new Executor(context.Root, context.Kernel);
        foreach (var change in changes)
        {
            if (executor.Apply(change) is { } failure) return new Outcome(ExitStatus.CannotWrite, failure.Reason);
            context.Log.Say(change.Sentence);
        }
        return new Outcome(ExitStatus.Done, $"{FirstBootUnit.UnitName} provisions this VM as soon as the network is up");
    }

    // A run of chosen steps does not start custom data.
    private Outcome RunBootSteps(JournalState journal, IReadOnlyList<IBootStep> steps, RunSequence sequence, IReadOnlyList<string>? afterwards)
    {
        var run = context with { Status = new StatusWriter(context.Root, context.Clock.Time, context.Log, StatusDocument.FromJournal(journal)) };
        var runner = new StepRunner(run) { Patience = Patience };
        // udev starts these while another run, whose status it is, may continue. A failure is a warning.
        if (afterwards is null) run.Status.LeaveAsItIs();
        string? busy = runner.RunBootStepsWithLock(steps);
        bool started = afterwards is not null && StartPendingCustomData(runner, sequence, afterwards);
        if (runner.ChangesMade > 0) context.Journal.Append(context.Times(RunKind.Boot));
        if (busy is not null) return new Outcome(ExitStatus.TryAgain, busy);
        if (runner.ChangesMade == 0) return started ? new Outcome(ExitStatus.Done, $"VM {journal.VmId} is provisioned; nobody waits for what is left of its custom data") : new Outcome(ExitStatus.Done, $"nothing is due: VM {journal.VmId} is provisioned");
        return new Outcome(ExitStatus.Done, string.Create(CultureInfo.InvariantCulture, $"VM {journal.VmId} is provisioned; this boot made {runner.ChangesMade} changes"));
    }

    // This runs before the network is up, and the boot waits for it: another process runs pending custom data.
    private bool StartPendingCustomData(StepRunner runner, RunSequence sequence, IReadOnlyList<string> afterwards)
    {
        var pending = new PendingCustomData(context, sequence);
        if (!pending.IsAny) return false;
        if (FirstBootUnit.DoWorkLeft(context.Machine) is not { } changes) return pending.Start(afterwards);
        if (runner.Apply(null, changes) is { } failure) context.Log.Warn(failure.Message);
        return true;
    }

    private static string Why(VmId? vmId, JournalState journal) => journal.VmId is { } before && !before.Equals(vmId)
        ? $"this disk was provisioned as VM {before} and is now VM {vmId?.ToString() ?? "without an id"}"
        : $"VM {vmId?.ToString() ?? "without an id"} is not provisioned, or the platform does not know it yet";
}
