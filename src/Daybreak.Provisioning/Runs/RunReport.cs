using Daybreak.Platform.Reports;
using Daybreak.Provisioning.Reporting;
using Daybreak.Provisioning.Status;

namespace Daybreak.Provisioning.Runs;

/// <summary>Reports how a first boot ended: to the platform, the journal and the status.</summary>
/// <param name="context">What the run works with.</param>
/// <param name="reports">Where reports go.</param>
/// <param name="deadline">Until when the platform is tried.</param>
internal sealed class RunReport(RunContext context, Reports reports, Deadline deadline)
{
    private static readonly TimeSpan HostKeyLimit = TimeSpan.FromSeconds(10);
    private bool journalBroken;

    /// <summary>Reports Ready.</summary>
    /// <returns>Why the report did not succeed; null when it did, or when there is nothing to report to.</returns>
    public Failure? Ready(VmId? vmId)
    {
        if (!reports.ReachPlatform)
        {
            context.Log.Say("nobody is told: --wireserver none");
            context.Journal.Append(context.Times(RunKind.Whole));
            return null;
        }
        context.Status.Show(now => now with { State = ProvisioningState.Unreported, Doing = "report" });
        if (context.Settings.ReportHostKey) reports.HostKey(context.Machine, deadline.AtMost(HostKeyLimit));
        var answer = context.Stopwatch.Measure("report", () => reports.Ready(vmId?.ToString(), deadline));
        if (answer.Failure is { } failure) return failure.In(StepFailure.Unreportable);

        var reported = new Reported(context.Clock.UtcNow, "Ready", answer.Value!.StatusText);
        try
        {
            context.Journal.Append(reported, context.Times(RunKind.Whole));
        }
        catch (FileFailure unwritten)
        {
            // The platform has accepted Ready, and gets no other report; the next run reports Ready again.
            return StepFailure.Of(unwritten) with { Step = StepFailure.Unreportable };
        }
        context.Status.Show(now => now with { Report = reported });
        return null;
    }

    /// <summary>Reports a failure.</summary>
    public Outcome Failed(Failure failure, VmId? vmId)
    {
        // The journal comes first: the report may take its time, and a power cut must not lose the reason.
        var failed = new Failed(context.Clock.UtcNow, failure.Step ?? "", failure.Message, failure.Exit);
        context.Status.Show(now => now with { State = ProvisioningState.Failed, Doing = null, Process = null, Failure = failed });
        TryAppend(failed);
        var accepted = failure.Step == StepFailure.Unreportable ? null : Send(failure, vmId);
        if (accepted is not null) context.Status.Show(now => now with { Report = accepted });
        TryAppend(accepted is null ? [context.Times(RunKind.Whole)] : [accepted, context.Times(RunKind.Whole)]);
        return new Outcome(failure.Exit, failure.Message);
    }

    /// <summary>Writes to the journal, if it can be written; otherwise warns once.</summary>
    public void TryAppend(params IReadOnlyList<JournalRecord> records)
    {
        try
        {
            context.Journal.Append(records);
        }
        catch (FileFailure unwritten)
        {
            if (!journalBroken) context.Log.Warn($"the failure is not in the journal: {unwritten.Message}");
            journalBroken = true;
        }
    }

    private Reported? Send(Failure failure, VmId? vmId)
    {
        var description = FailureDescription.Encode(failure.Reason, failure.Details, vmId?.ToString(), context.Clock.UtcNow);
        var answer = context.Stopwatch.Measure("report", () => reports.Failed(description, deadline));
        return answer is null ? null : new Reported(context.Clock.UtcNow, "NotReady", answer.StatusText);
    }
}
