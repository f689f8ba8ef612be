using Daybreak.Platform.Reports;

namespace Daybreak.Verbs;

/// <summary><c>daybreak report</c></summary>
internal static class ReportVerb
{
    private const string Reason = "--reason";

    public static Verb Verb { get; } = new(
        "report",
        "ready | failure --reason TEXT | in-progress",
        "send one report",
        """
        Sends one health report with the identity of the current goal state, for scripts and for images that provision by other
        means. Changes nothing on the machine and nothing in the journal.
          ready         the VM is provisioned
          failure       provisioning failed; the platform shows the reason as the provisioning error
          in-progress   provisioning is in progress
        """,
        [new Option(Reason, "TEXT", "the reason of the failure")],
        1,
        Run);

    private static ExitStatus Run(Session session)
    {
        string? reason = session.Arguments.Value(Reason);
        string vmId = session.VmId?.ToString() ?? "None";
        ProvisioningReport? report = (session.Arguments.Words, reason) switch
        {
            (["ready"], null) => ProvisioningReport.Ready,
            (["in-progress"], null) => ProvisioningReport.InProgress("Starting"),
            (["failure"], { Length: > 0 }) => ProvisioningReport.Failed(FailureDescription.Encode(reason, [], vmId, session.Clock.UtcNow)),
            _ => null,
        };
        if (report is null) return session.Fail(Arguments.Invalid($"expected daybreak report {Verb.Synopsis}"));
        if (session.Reporter is not { } reporter) return session.Fail(Arguments.Invalid("report requires the WireServer: remove --wireserver none"));
        var answer = reporter.Send(report, Deadline.In(session.Settings.Deadline, session.Clock));
        return answer.Failure is { } failure ? session.Fail(failure) : ExitStatus.Done;
    }
}
