using System.Globalization;
using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Identity;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Runs;

/// <summary>
/// What is due at every boot. The first-boot unit has disabled itself, so somebody must notice that the disk was captured and is
/// another VM now, or that a report was never accepted; and in a provisioned VM the boot steps are due.
/// </summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="kernel">The running kernel, or none.</param>
/// <param name="settings">The configuration.</param>
/// <param name="time">For time stamps.</param>
/// <param name="log">Hears each fact.</param>
/// <param name="stopwatch">Keeps the time of each step.</param>
public sealed class BootRun(RootDirectory root, IKernel kernel, Settings settings, TimeProvider time, ProgressLog log, Stopwatch stopwatch)
{
    /// <summary>Looks, and starts the first-boot unit again where provisioning is due.</summary>
    /// <param name="given">The VM id to go by instead of the machine's own.</param>
    /// <param name="afterwards">The command that does what is left of the custom data, in a process of its own.</param>
    /// <param name="only">The boot steps to take, and nothing else; empty for all.</param>
    /// <returns>Null when provisioning is due and there is no unit to do it: the caller provisions at once.</returns>
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

    /// <summary>How long another run is waited for.</summary>
    public TimeSpan Patience { get; init; } = PlanRun.UsualPatience;

    private Outcome? Check(VmId? given, IReadOnlyList<string> afterwards, IReadOnlyList<string> only)
    {
        List<IBootStep> steps = [.. BootSteps.First(settings), .. BootSteps.Routes, .. BootSteps.Last(settings)];
        foreach (string name in only)
            if (!steps.Exists(step => step.Name == name)) return new Outcome(ExitStatus.Usage, $"--only {name}: there is no such boot step; there are {string.Join(", ", steps.ConvertAll(step => step.Name))}");
        if (only.Count > 0) steps.RemoveAll(step => !only.Contains(step.Name));

        var vmId = given ?? VmId.OfMachine(root);
        var kept = new Journal(root);
        var journal = kept.Read();
        if (journal.IsProvisioned(vmId)) return RunBootSteps(kept, journal, steps, only.Count == 0 ? afterwards : null);
        if (only.Count > 0) return new Outcome(ExitStatus.Done, $"nothing is due yet: the provisioning of VM {vmId?.ToString() ?? "without an id"} takes these steps");

        var machine = new MachineView(root, kernel);
        var changes = FirstBootUnit.Rearm(machine).ToList();
        if (changes.Count == 0 && !FirstBootUnit.IsAwaited(machine)) return null;
        log.Say(Why(vmId, journal));
        var executor = new Executor(root, kernel);
        foreach (var change in changes)
        {
            if (executor.Apply(change) is { } failure) return new Outcome(ExitStatus.CannotWrite, failure.Reason);
            log.Say(change.Sentence);
        }
        return new Outcome(ExitStatus.Done, $"{FirstBootUnit.UnitName} provisions this VM as soon as the network is up");
    }

    // Nobody who asks for chosen steps asks for the customer's work.
    private Outcome RunBootSteps(Journal kept, JournalState journal, IReadOnlyList<IBootStep> steps, IReadOnlyList<string>? afterwards)
    {
        var run = new PlanRun(root, kernel, new StatusWriter(root, time, log, StatusDocument.FromJournal(journal)), log, stopwatch) { Patience = Patience };
        // udev starts these while another run goes on, whose status it is; what fails is told as a warning.
        if (afterwards is null) run.Status.LeaveAsItIs();
        string? busy = run.RunBootStepsWithLock(steps);
        bool started = afterwards is not null && StartPendingCustomData(run, afterwards);
        if (run.ChangesMade > 0) kept.Append(TimesOfThisBoot());
        if (busy is not null) return new Outcome(ExitStatus.TryAgain, busy);
        if (run.ChangesMade == 0) return started ? new Outcome(ExitStatus.Done, $"VM {journal.VmId} is provisioned; nobody waits for what is left of its custom data") : new Outcome(ExitStatus.Done, $"nothing is due: VM {journal.VmId} is provisioned");
        return new Outcome(ExitStatus.Done, string.Create(CultureInfo.InvariantCulture, $"VM {journal.VmId} is provisioned; this boot made {run.ChangesMade} changes"));
    }

    private Timed TimesOfThisBoot()
    {
        double? uptime = kernel.Uptime is { } up ? (up - stopwatch.Elapsed).TotalMilliseconds : null;
        return new Timed(time.GetUtcNow(), uptime, stopwatch.Spans, RunKind.Boot);
    }

    // This runs before the network is there, and the boot waits for it: what a cut left of the customer's work is for somebody else.
    private bool StartPendingCustomData(PlanRun run, IReadOnlyList<string> afterwards)
    {
        var work = new PendingCustomData(root, kernel, settings, log);
        if (!work.IsAny) return false;
        if (FirstBootUnit.DoWorkLeft(new MachineView(root, kernel)) is not { } changes) return work.Start(afterwards);
        if (run.Apply(null, changes) is { } failure) log.Warn(failure.Sentence);
        return true;
    }

    private static string Why(VmId? vmId, JournalState journal) => journal.VmId is { } before && !before.Equals(vmId)
        ? $"this disk was provisioned as VM {before} and is now VM {vmId?.ToString() ?? "without an id"}"
        : $"VM {vmId?.ToString() ?? "without an id"} is not provisioned, or the platform does not know it yet";
}
