using Daybreak.Platform.Http;
using Daybreak.Platform.Reports;
using Daybreak.Provisioning.Reporting;
using Daybreak.Provisioning.Status;

namespace Daybreak.Provisioning.Runs;

/// <summary>Reports the result of a first boot to the platform, the journal and the status.</summary>
/// <param name="context">The run's context.</param>
/// <param name="reports">Sends the reports.</param>
/// <param name="deadline">The end of the attempts.</param>
internal sealed class RunReport(RunContext context, Reports reports, Deadline deadline)
{
    private static readonly TimeSpan HostKeyLimit = TimeSpan.FromSeconds(10);
    private bool journalBroken;

    /// <summary>Reports Ready, unless the WireServer is disabled.</summary>
    /// <returns>Why the report failed; null if it did not.</returns>
    public Failure? Ready(VmId? vmId)
    {
        if (!reports.ReachPlatform)
        {
            context.Log.Say("not reporting (--wireserver none)");
            context.Journal.Append(context.Times(RunKind.Whole));
            return null;
        }
        context.Status.Show(now => now with { State = ProvisioningState.Unreported, Doing = "report" });
        if (context.Settings.ReportHostKey) reports.HostKey(context.Machine, deadline.AtMost(HostKeyLimit));
        Result<HttpResponse> answer;
        using (context.Stopwatch.Begin("report")) answer = reports.Ready(vmId?.ToString(), deadline);
        if (answer.Failure is { } failure) return failure.In(StepFailure.Unreportable);

        var reported = new Reported(context.Clock.UtcNow, "Ready", answer.Value!.StatusText);
        try
        {
            context.Journal.Append(reported, context.Times(RunKind.Whole));
        }
        catch (FileFailure unwritten)
        {
            // The platform has accepted Ready and receives no other report. The next run reports Ready again.
            return StepFailure.Of(unwritten) with { Step = StepFailure.Unreportable };
        }
        context.Status.Show(now => now with { Report = reported });
        return null;
    }

    /// <summary>Reports a failure.</summary>
    public Outcome Failed(Failure failure, VmId? vmId)
    {
        // The journal first: the report may take long, and a power cut must not lose the reason.
        var failed = new Failed(context.Clock.UtcNow, failure.Step ?? "", failure.Message, failure.Exit);
        context.Status.Show(now => now with { State = ProvisioningState.Failed, Doing = null, Process = null, Failure = failed });
        TryAppend(failed);
        Reported? accepted = null;
        if (failure.Step != StepFailure.Unreportable)
        {
            var description = FailureDescription.Encode(failure.Reason, failure.Details, vmId?.ToString(), context.Clock.UtcNow);
            using var sending = context.Stopwatch.Begin("report");
            if (reports.Failed(description, deadline) is { } answer) accepted = new Reported(context.Clock.UtcNow, "NotReady", answer.StatusText);
        }
        if (accepted is not null) context.Status.Show(now => now with { Report = accepted });
        TryAppend(accepted is null ? [context.Times(RunKind.Whole)] : [accepted, context.Times(RunKind.Whole)]);
        return new Outcome(failure.Exit, failure.Message);
    }

    /// <summary>Appends to the journal. If that fails, logs one warning.</summary>
    public void TryAppend(params IReadOnlyList<JournalRecord> records)
    {
        try
        {
            context.Journal.Append(records);
        }
        catch (FileFailure unwritten)
        {
            if (!journalBroken) context.Log.Warn($"cannot write the journal: {unwritten.Message}");
            journalBroken = true;
        }
    }
}
