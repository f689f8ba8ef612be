using System.Globalization;
using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Files;
using Daybreak.Machine.Identity;
using Daybreak.Machine.Kernel;
using Daybreak.Platform;
using Daybreak.Platform.Media;
using Daybreak.Platform.Reports;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Reporting;
using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Runs;

/// <summary>
/// Makes this machine match what the platform wants of it, reports, and retires: sources, decision, plan, changes, report, in that
/// order and never back. Whatever cuts a run short, the next one finds out what is missing and goes on from there.
/// </summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="kernel">The running kernel, or none.</param>
/// <param name="reader">Asks the sources and decides.</param>
/// <param name="reports">Who is told.</param>
/// <param name="settings">The configuration.</param>
/// <param name="clock">For the deadline.</param>
/// <param name="log">Hears each fact.</param>
/// <param name="stopwatch">Keeps the time of each part.</param>
public sealed class FirstBootRun(
    RootDirectory root, IKernel kernel, SpecificationReader reader, Reports reports, Settings settings, Clock clock, ProgressLog log, Stopwatch stopwatch)
{
    internal const string LockPath = AgentPaths.RunDirectory + "/lock";
    private static readonly TimeSpan LockPatience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan HostKeyLimit = TimeSpan.FromSeconds(10);
    private const string NoNetwork = "there is no network: no interface has a way to the platform, so going on without; see the DHCP client's own log";
    private static readonly TimeSpan FirstCheck = TimeSpan.FromSeconds(3);
    private readonly Journal journal = new(root);
    private readonly PlanRun run = new(root, kernel, new StatusWriter(root, clock.Time, log), log, stopwatch);
    private readonly Deadline deadline = Deadline.In(TimeBudget.For(settings, kernel.Uptime), clock);
    private IReadOnlyList<IStep> steps = [];
    private VmId? vmId;
    private IReadOnlyList<string>? afterwards;
    private bool due;
    private bool journalBroken;

    /// <summary>Waits for the network; null where it does not matter.</summary>
    public NetworkWait? Network { get; init; }

    private StatusWriter Status => run.Status;

    private PendingCustomData Work => new(root, kernel, settings, log);

    /// <summary>Runs.</summary>
    public Outcome Run(ProvisioningRequest request)
    {
        var outcome = RunAlone(request);
        // Only now: the lock is free again, which the other process takes.
        if (afterwards is not null) _ = Work.Start(afterwards);
        return outcome;
    }

    private Outcome RunAlone(ProvisioningRequest request)
    {
        vmId = request.VmId ?? VmId.OfMachine(root);
        steps = AllSteps.For(settings, vmId, clock.Time);
        if (UnknownStep(request) is { } unknown) return unknown;
        try
        {
            MakeRunDirectory();
            // Who reads the status may hold it for a moment.
            using var alone = root.TryLock(LockPath, LockPatience);
            if (alone is null) return new Outcome(ExitStatus.TryAgain, "another daybreak is at work on this root directory");

            if (request.Only.Count > 0) return RunChosen(request.Only);
            var before = stopwatch.Measure("journal", journal.Read);
            if (before.IsProvisioned(vmId)) return NothingToDo(before, request);
            due = true;
            Begin(before, request.Phase);
            if (request.Phase == Phase.Local) return RunLocalPhase();
            return Provision() is { } failure ? Fail(failure) : Finish(request);
        }
        catch (FileFailure failure)
        {
            return request.Only.Count > 0 || !(due || IsSurelyDue()) ? CannotBegin(failure) : Fail(StepFailure.Of(failure));
        }
    }

    // Somebody who may not even read the journal must not tell the platform that a provisioned VM has failed.
    private bool IsSurelyDue()
    {
        if (Owner.System.User != 0) return false;
        try
        {
            return !journal.Read().IsProvisioned(vmId);
        }
        catch (FileFailure)
        {
            return false;
        }
    }

    private static Outcome CannotBegin(FileFailure failure) =>
        new(ExitStatus.CannotWrite, Owner.System.User == 0 ? failure.Message : $"{failure.Message}: only root can provision a machine; the platform was not told");

    private Failure? Provision()
    {
        // The last part of the deadline belongs to the report: a failure that nobody hears of costs the platform's full 40 minutes.
        var work = deadline.AtMost(deadline.Remaining - ReportReserve(deadline.Remaining));
        run.RunBootSteps(BootSteps.First(settings));
        AwaitNetwork(work);
        run.RunBootSteps(BootSteps.Routes);
        var specification = reader.Read(work);
        if (specification.Failure is { } unknown) return unknown.In("sources");
        reports.Progress(vmId?.ToString(), "sources", stopwatch.Elapsed);
        if (CheckWireServer(work) is { } unmet) return unmet;

        if (run.Match(specification.Value!, steps) is { } unmatched) return unmatched;
        journal.Append(new Matched(clock.UtcNow, run.ChangesMade));
        reports.Progress(vmId?.ToString(), "changes", stopwatch.Elapsed);
        run.RunBootSteps(BootSteps.BeforeReport(specification.Value!.UserName.Value?.Text));
        return ReportReady();
    }

    // Host keys take a second or more to make, and nothing of what the platform says: where the local phase had no media to go by, they are made
    // while DHCP does its work. What cannot be done here is planned again with everything else, and is a failure then.
    private void AwaitNetwork(Deadline work)
    {
        if (Network is null || Network.IsOver) return;
        log.Say("waiting for the network");
        Status.Show(now => now with { Doing = "waiting for the network" });
        run.RunBootSteps([.. steps.OfType<RenewSshHostKeys>()]);
        if (!stopwatch.Measure("network", () => Network.Await(work))) log.Warn(NoNetwork);
        Status.Show(now => now with { Doing = "sources" });
    }

    /// <summary>
    /// What cannot be settled here is for the rest of the run, which has every source and reports: so nothing that goes wrong with
    /// the media is a failure yet. A machine that cannot be written is one, and will still be one then.
    /// </summary>
    private Outcome RunLocalPhase()
    {
        var specification = reader.ReadMediaAlone(deadline);
        string outcome = "nothing is settled before the network is there";
        if (specification is not null)
        {
            // What the customer wants done may need the network, and IMDS has the last word on whose disc it is; and nothing is finished yet.
            if (run.Match(specification, [.. steps.Where(step => step is not (RunCustomData or SaveCustomData or WaAgentHandOver))]) is { } failure)
            {
                TryAppend(Times(RunKind.Local));
                LeaveToTheRest();
                return new Outcome(failure.Exit, failure.Message);
            }
            outcome = string.Create(CultureInfo.InvariantCulture, $"settled from the media alone in {stopwatch.Elapsed.TotalMilliseconds:0.0} ms: {run.ChangesMade} changes");
        }
        journal.Append(Times(RunKind.Local));
        LeaveToTheRest();
        return new Outcome(ExitStatus.Done, outcome);
    }

    // Another process goes on when the network is there: until then none is missing.
    private void LeaveToTheRest() => Status.Show(now => now with { Doing = "waiting for the network", Process = null });

    /// <summary>Nothing is reported and nothing retired; the journal and the status stay those of the whole runs.</summary>
    private Outcome RunChosen(IReadOnlyList<string> names)
    {
        Status.LeaveAsItIs();
        var specification = reader.Read(deadline);
        var failure = specification.Failure is { } unknown
            ? unknown.In("sources")
            : run.Match(specification.Value!, [.. steps.Where(step => names.Contains(step.Name))]);
        return failure is null
            ? new Outcome(ExitStatus.Done, $"done: {string.Join(", ", names)}; nothing was reported")
            : new Outcome(failure.Exit, failure.Message);
    }

    private Failure? CheckWireServer(Deadline work) =>
        stopwatch.Measure("goal state", () => reports.CheckWireServer(work.AtMost(FirstCheck))) is { } unusable
            ? unusable.In("goal state")
            : null;

    /// <summary>
    /// The disc goes back to the platform only when all that it held is durable and Ready is accepted: there is no second copy, and
    /// a run that goes on from a cut reads it again.
    /// </summary>
    private void ReleaseMedia()
    {
        if (!settings.ReleaseMedia || reader.MediaOrigin is not { } device) return;
        if (MediaReader.Release(device) is { } refused) log.Warn($"the media is not released: {refused}");
        else log.Say($"media: {device} released");
    }

    private Failure? ReportReady()
    {
        if (!reports.ReachPlatform)
        {
            log.Say("nobody is told: --wireserver none");
            return null;
        }
        Status.Show(now => now with { State = ProvisioningState.Unreported, Doing = "report" });
        if (settings.ReportHostKey) reports.HostKey(new MachineView(root, kernel), deadline.AtMost(HostKeyLimit));
        var answer = stopwatch.Measure("report", () => reports.Ready(vmId?.ToString(), deadline));
        if (answer.Failure is { } failure) return failure.In(StepFailure.Unreportable);

        var reported = new Reported(clock.UtcNow, "Ready", answer.Value!.StatusText);
        try
        {
            journal.Append(reported, Times(RunKind.Whole));
        }
        catch (FileFailure unwritten)
        {
            // The platform has heard Ready, and is not told otherwise; the next run says it again.
            return StepFailure.Of(unwritten) with { Step = StepFailure.Unreportable };
        }
        Status.Show(now => now with { Report = reported });
        return null;
    }

    private Outcome Finish(ProvisioningRequest request)
    {
        if (!reports.ReachPlatform) journal.Append(Times(RunKind.Whole));
        ReleaseMedia();
        if (reports.ReachPlatform && stopwatch.Measure("retire", Retire) is { } failure) log.Warn($"the first-boot unit stays enabled: {failure}");
        Status.Show(now => now with { State = reports.ReachPlatform ? ProvisioningState.Provisioned : ProvisioningState.Unreported, Doing = null, Process = null });
        // A VM of which nobody was told is not provisioned: another process would do all of it again.
        RunBootSteps([.. BootSteps.Last(settings), .. reports.ReachPlatform ? Here(request) : BootSteps.CustomDataSteps(settings)]);
        return new Outcome(ExitStatus.Done, string.Create(CultureInfo.InvariantCulture, $"provisioned in {stopwatch.Elapsed.TotalMilliseconds:0.0} ms: {run.ChangesMade} changes"));
    }

    // The report's timeline is written by then; what comes after it has one of its own. Ready has been said: nothing here takes it back.
    private void RunBootSteps(params IReadOnlyList<IBootStep> due)
    {
        int before = run.ChangesMade;
        double start = stopwatch.Elapsed.TotalMilliseconds;
        kernel.NotifyServiceReady();
        run.RunBootSteps(due);
        if (run.ChangesMade > before) TryAppend(Times(RunKind.Boot) with { Spans = [.. stopwatch.Spans.Where(span => span.StartMilliseconds >= start)] });
    }

    private IReadOnlyList<IBootStep> Here(ProvisioningRequest request)
    {
        // A machine without an id is never known to be provisioned: another process would do all of it again.
        afterwards = vmId is null ? null : request.Afterwards;
        return afterwards is null ? BootSteps.CustomDataSteps(settings) : [];
    }

    /// <summary>A cut between the platform's acceptance and the unit's retirement, or the last status, leaves only this.</summary>
    private Outcome NothingToDo(JournalState before, ProvisioningRequest request)
    {
        // For what is left of the custom data the service was enabled again, and it comes when the network is there.
        bool isAwaited = request.Phase == Phase.Local && Work.IsAny;
        if (!isAwaited && Retire() is { } failure) log.Warn($"the first-boot unit stays enabled: {failure}");
        Status.Settle(StatusDocument.FromJournal(before));
        // A cut may have come before the customer's work was done, which may need the network.
        if (request is { Phase: Phase.All, Afterwards: null } && Network is not null && Work.IsAny && !Network.IsOver)
        {
            // Nobody waits for it, sshd least of all.
            kernel.NotifyServiceReady();
            if (!Network.Await(deadline)) log.Warn(NoNetwork);
        }
        if (request.Phase == Phase.All) RunBootSteps(Here(request));
        var accepted = before.AcceptedReady!;
        return new Outcome(ExitStatus.Done, $"nothing to do: VM {vmId} is provisioned, and the platform accepted its report of Ready ({accepted.Answer})");
    }

    // Ready has been said, or was said before: whatever fails here is no reason to take it back.
    private string? Retire()
    {
        try
        {
            return run.Apply(null, [.. FirstBootUnit.Retire(new MachineView(root, kernel))])?.Reason;
        }
        catch (FileFailure unreadable)
        {
            return unreadable.Message;
        }
    }

    private void Begin(JournalState before, Phase phase)
    {
        if (vmId is null) log.Warn("the machine shows no VM id (/sys/class/dmi/id/product_uuid): a later run cannot know that this one was for the same VM; --vm-id ID says it");
        string previous = before.VmId is { } other && !other.Equals(vmId) ? $"; the disk was provisioned as VM {other}" : "";
        log.Say($"{ProductName.Agent}: provisioning VM {vmId?.ToString() ?? "without an id"}{previous}");
        log.Detail(string.Create(CultureInfo.InvariantCulture, $"deadline in {deadline.Remaining.TotalSeconds:0} s"));
        journal.Begin(new Started(clock.UtcNow, vmId?.ToString(), ProductName.Version), before);
        Status.Show(now => now with { VmId = vmId?.ToString(), Doing = "sources", Process = RunProcess.Current(phase == Phase.Local) });
    }

    private Outcome Fail(Failure failure)
    {
        // Written down before it is told: the platform may take its time, and a cut must not take the reason with it.
        var failed = new Failed(clock.UtcNow, failure.Step ?? "", failure.Message, failure.Exit);
        Status.Show(now => now with { State = ProvisioningState.Failed, Doing = null, Process = null, Failure = failed });
        TryAppend(failed);
        var heard = failure.Step == StepFailure.Unreportable ? null : ReportFailure(failure);
        if (heard is not null) Status.Show(now => now with { Report = heard });
        TryAppend(heard is null ? [Times(RunKind.Whole)] : [heard, Times(RunKind.Whole)]);
        return new Outcome(failure.Exit, failure.Message);
    }

    private void TryAppend(params IReadOnlyList<JournalRecord> records)
    {
        try
        {
            journal.Append(records);
        }
        catch (FileFailure unwritten)
        {
            if (!journalBroken) log.Warn($"the failure is not in the journal: {unwritten.Message}");
            journalBroken = true;
        }
    }

    private Reported? ReportFailure(Failure failure)
    {
        var description = FailureDescription.Encode(failure.Reason, failure.Details, vmId?.ToString(), clock.UtcNow);
        var answer = stopwatch.Measure("report", () => reports.Failed(description, deadline));
        return answer is null ? null : new Reported(clock.UtcNow, "NotReady", answer.StatusText);
    }

    private Timed Times(RunKind kind) => new(
        clock.UtcNow, kernel.Uptime is { } uptime ? (uptime - stopwatch.Elapsed).TotalMilliseconds : null, stopwatch.Spans, kind);

    private void MakeRunDirectory()
    {
        foreach (string path in (string[])["/run", AgentPaths.RunDirectory])
            if (root.Entry(path) is null) root.MakeDirectory(path, Permissions.PublicDirectory, Owner.System);
    }

    private Outcome? UnknownStep(ProvisioningRequest request)
    {
        string? unknown = request.Only.FirstOrDefault(name => steps.All(step => step.Name != name));
        return unknown is null ? null : new Outcome(ExitStatus.Usage, $"--only {unknown}: there is no such step; there are {string.Join(", ", steps.Select(step => step.Name))}");
    }

    private static TimeSpan ReportReserve(TimeSpan whole) => TimeSpan.FromSeconds(Math.Min(60, whole.TotalSeconds / 4));
}
