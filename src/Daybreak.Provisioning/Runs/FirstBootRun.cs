using Daybreak.Platform;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Reporting;
using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Steps;

namespace Daybreak.Provisioning.Runs;

/// <summary>Runs the phases of a first boot, in the order of <see cref="RunSequence"/>. After an interruption the next run continues.</summary>
/// <param name="context">The run's context.</param>
/// <param name="reader">Reads the sources and decides the specification.</param>
/// <param name="reports">Sends the reports.</param>
public sealed class FirstBootRun(RunContext context, SpecificationReader reader, Reports reports)
{
    internal const string LockPath = AgentPaths.RunDirectory + "/lock";
    private const string NoNetwork = "continuing without a network: no interface has a route to the platform; see the log of the DHCP client";
    private static readonly TimeSpan LockWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstCheck = TimeSpan.FromSeconds(3);
    private readonly StepRunner runner = new(context);
    private readonly Deadline deadline = Deadline.In(TimeBudget.For(context.Settings, context.Kernel.Uptime), context.Clock);
    private RunSequence sequence = new(context.Settings, null, context.Clock.Time);
    private VmId? vmId;
    private IReadOnlyList<string>? afterwards;
    private bool isNeeded;

    /// <summary>Waits for the network; null if the run does not need one.</summary>
    public NetworkWait? Network { get; init; }

    private PendingCustomData PendingCustomData => new(context, sequence);

    /// <summary>Runs.</summary>
    public Outcome Run(ProvisioningRequest request)
    {
        var outcome = RunAlone(request);
        // Only now, because the other process needs the lock.
        if (afterwards is not null) _ = PendingCustomData.Start(afterwards);
        return outcome;
    }

    private Outcome RunAlone(ProvisioningRequest request)
    {
        vmId = request.VmId ?? VmId.OfMachine(context.Root);
        sequence = new RunSequence(context.Settings, vmId, context.Clock.Time);
        if (Outcome.UnknownStep("step", request.Only, [.. sequence.Changes.All.Select(step => step.Name)]) is { } unknown) return unknown;
        var report = new RunReport(context, reports, deadline);
        try
        {
            context.MakeRunDirectory();
            // A reader of the status may hold it for a moment.
            using var held = context.Root.TryLock(LockPath, LockWait);
            if (held is null) return new Outcome(ExitStatus.TryAgain, "another instance is running on this root directory");

            if (request.Only.Count > 0) return RunOnly(request.Only);
            JournalState before;
            using (context.Stopwatch.Begin("journal")) before = context.Journal.Read();
            if (before.IsProvisioned(vmId)) return NothingToDo(before, request, report);
            isNeeded = true;
            Begin(before, request.Phase);
            return request.Phase == Phase.Local ? new LocalPhase(context, runner, reader, report).Run(sequence, deadline) : RunPhases(request, report);
        }
        catch (FileFailure failure)
        {
            return request.Only.Count > 0 || !(isNeeded || IsNotProvisioned()) ? CannotBegin(failure) : report.Failed(StepFailure.Of(failure), vmId);
        }
    }

    private Outcome RunPhases(ProvisioningRequest request, RunReport report)
    {
        // The last part of the deadline is reserved for the report of a failure. Without one, the platform waits for 40 minutes.
        var work = deadline.AtMost(deadline.Remaining - ReportReserve(deadline.Remaining));
        VmSpecification? vm = null;
        foreach (var phase in sequence.UntilReady)
        {
            Failure? failure = null;
            switch (phase)
            {
                case BootStepsPhase boot:
                    runner.RunBootSteps(boot.StepsFor(vm?.UserName.Value?.Text));
                    break;
                case WorkPhase { Work: RunWork.AwaitNetwork } network:
                    AwaitNetwork(network, work);
                    break;
                case WorkPhase { Work: RunWork.ReadSources }:
                    (vm, failure) = reader.Read(work);
                    failure = failure?.In("sources");
                    if (failure is null) reports.Progress(vmId?.ToString(), "sources", context.Stopwatch.Elapsed);
                    break;
                case WorkPhase { Work: RunWork.CheckWireServer } check:
                    using (context.Stopwatch.Begin(check.Measured[0])) failure = reports.CheckWireServer(work.AtMost(FirstCheck))?.In("goal state");
                    break;
                case StepsPhase steps:
                    failure = runner.Match(vm!, steps.All);
                    if (failure is not null) break;
                    context.Journal.Append(new Matched(context.Clock.UtcNow, runner.ChangesMade));
                    reports.Progress(vmId?.ToString(), "changes", context.Stopwatch.Elapsed);
                    break;
                case WorkPhase { Work: RunWork.Report }:
                    failure = report.Ready(vmId);
                    break;
                case WorkPhase { Work: RunWork.ReleaseMedia }:
                    ReleaseMedia();
                    break;
                case WorkPhase { Work: RunWork.DisableUnits } units:
                    if (reports.ReachPlatform)
                        using (context.Stopwatch.Begin(units.Measured[0]))
                            DisableUnits();
                    break;
                default:
                    throw new InvalidOperationException($"unknown kind of phase: {phase.Name}");
            }
            if (failure is not null) return report.Failed(failure, vmId);
        }
        context.Status.Show(now => now with { State = reports.ReachPlatform ? ProvisioningState.Provisioned : ProvisioningState.Unreported, Doing = null, Process = null });
        // Without a report the VM does not count as provisioned, so another process would provision it again.
        RunAfterReady(reports.ReachPlatform ? InThisProcess(request, sequence.AfterReady) : sequence.AfterReady, report);
        return new Outcome(ExitStatus.Done, string.Create(CultureInfo.InvariantCulture, $"provisioned in {context.Stopwatch.Elapsed.TotalMilliseconds:0.0} ms: {runner.ChangesMade} changes"));
    }

    private void AwaitNetwork(WorkPhase phase, Deadline work)
    {
        if (Network is null || Network.IsOver) return;
        context.Log.Say("waiting for the network");
        context.Status.Show(now => now with { Doing = "waiting for the network" });
        runner.RunBootSteps(phase.Meanwhile);
        using (context.Stopwatch.Begin(phase.Measured[0]))
            if (!Network.Await(work)) context.Log.Warn(NoNetwork);
        context.Status.Show(now => now with { Doing = "sources" });
    }

    private void ReleaseMedia()
    {
        if (!context.Settings.ReleaseMedia || reader.MediaOrigin is not { } device) return;
        if (MediaReader.Release(device) is { } refused) context.Log.Warn($"the media was not ejected: {refused}");
        else context.Log.Say($"media: {device} ejected");
    }

    // The platform has accepted Ready. A failure here does not change that.
    private void DisableUnits()
    {
        string? problem;
        try
        {
            problem = runner.Apply(null, [.. FirstBootUnit.Disable(context.Machine)])?.Reason;
        }
        catch (FileFailure unreadable)
        {
            problem = unreadable.Message;
        }
        if (problem is not null) context.Log.Warn($"the first-boot unit stays enabled: {problem}");
    }

    // The timings up to the report are already in the journal, so the rest is a record of its own.
    private void RunAfterReady(IEnumerable<BootStepsPhase> phases, RunReport report)
    {
        int before = runner.ChangesMade, measured = context.Stopwatch.Spans.Count;
        context.Kernel.NotifyServiceReady();
        runner.RunBootSteps([.. phases.SelectMany(phase => phase.Steps)]);
        if (runner.ChangesMade > before) report.TryAppend(context.Times(RunKind.Boot) with { Spans = [.. context.Stopwatch.Spans.Skip(measured)] });
    }

    private IEnumerable<BootStepsPhase> InThisProcess(ProvisioningRequest request, IEnumerable<BootStepsPhase> phases)
    {
        // A VM without an id never counts as provisioned, so another process would provision it again.
        afterwards = vmId is null ? null : request.Afterwards;
        return afterwards is null ? phases : phases.Where(phase => phase != sequence.CustomData);
    }

    /// <summary>Runs the listed steps only. It sends no report, disables no units, and does not change journal and status.</summary>
    private Outcome RunOnly(IReadOnlyList<string> names)
    {
        context.Status.Disable();
        var read = reader.Read(deadline);
        var failure = read.Failure is { } unknown
            ? unknown.In("sources")
            : runner.Match(read.Value!, [.. sequence.Changes.All.Where(step => names.Contains(step.Name))]);
        return failure is null
            ? new Outcome(ExitStatus.Done, $"done: {string.Join(", ", names)}; no report sent")
            : new Outcome(failure.Exit, failure.Message);
    }

    /// <summary>The platform has accepted the report. Disables the units and updates the status, in case an earlier run was interrupted.</summary>
    private Outcome NothingToDo(JournalState before, ProvisioningRequest request, RunReport report)
    {
        // For pending custom data the service stays enabled; it starts when the network is up.
        bool isAwaited = request.Phase == Phase.Local && PendingCustomData.IsAny;
        if (!isAwaited) DisableUnits();
        context.Status.Correct(StatusDocument.FromJournal(before));
        // Pending custom data may need the network.
        if (request is { Phase: Phase.All, Afterwards: null } && Network is not null && PendingCustomData.IsAny && !Network.IsOver)
        {
            // Other services such as sshd do not wait for it.
            context.Kernel.NotifyServiceReady();
            if (!Network.Await(deadline)) context.Log.Warn(NoNetwork);
        }
        if (request.Phase == Phase.All) RunAfterReady(InThisProcess(request, [sequence.CustomData]), report);
        var accepted = before.AcceptedReady!;
        return new Outcome(ExitStatus.Done, $"nothing to do: VM {vmId} is provisioned, and the platform has accepted its report ({accepted.Answer})");
    }

    private void Begin(JournalState before, Phase phase)
    {
        if (vmId is null) context.Log.Warn("this machine has no VM id in /sys/class/dmi/id/product_uuid, so each run provisions it again; use --vm-id to set one");
        string previous = before.VmId is { } other && !other.Equals(vmId) ? $"; the disk was provisioned as VM {other}" : "";
        context.Log.Say($"{ProductName.Agent}: provisioning VM {vmId?.ToString() ?? "without an id"}{previous}");
        context.Log.Detail(string.Create(CultureInfo.InvariantCulture, $"deadline in {deadline.Remaining.TotalSeconds:0} s"));
        context.Journal.Begin(new Started(context.Clock.UtcNow, vmId?.ToString(), ProductName.Version), before);
        context.Status.Show(now => now with { VmId = vmId?.ToString(), Doing = "sources", Process = RunProcess.Current(phase == Phase.Local) });
    }

    // A user who cannot read the journal must not report a failure for a provisioned VM.
    private bool IsNotProvisioned()
    {
        if (Owner.System.User != 0) return false;
        try
        {
            return !context.Journal.Read().IsProvisioned(vmId);
        }
        catch (FileFailure)
        {
            return false;
        }
    }

    private static Outcome CannotBegin(FileFailure failure) =>
        new(ExitStatus.CannotWrite, Owner.System.User == 0 ? failure.Message : $"{failure.Message}: only root can provision a machine; no report sent");

    private static TimeSpan ReportReserve(TimeSpan whole) => TimeSpan.FromSeconds(Math.Min(60, whole.TotalSeconds / 4));
}
