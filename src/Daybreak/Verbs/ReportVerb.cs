using Daybreak.Platform.Reports;

namespace Daybreak.Verbs;

/// <summary><c>daybreak report</c></summary>
internal static class ReportVerb
{
    private const string Reason = "--reason";

    public static Verb Verb { get; } = new(
        "report",
        "ready | failure --reason TEXT | in-progress",
        "tell the platform, and nothing else",
        """
        Sends one health report with the identity of the current goal state: for images that provision by other means, and for
        scripts. Changes nothing on the machine and nothing in the journal: daybreak provision still does its own work.
          ready         the VM is provisioned
          failure       it is not and will not be; the platform shows the reason to whoever made the VM
          in-progress   it is under way
        """,
        [new Option(Reason, "TEXT", "why it failed")],
        1,
        Run);

    private static ExitStatus Run(Session session)
    {
        string? reason = session.Arguments.Value(Reason);
        string vmId = (session.GivenVmId ?? VmId.OfMachine(session.Root))?.ToString() ?? "None";
        ProvisioningReport? report = (session.Arguments.Words, reason) switch
        {
            (["ready"], null) => ProvisioningReport.Ready,
            (["in-progress"], null) => ProvisioningReport.InProgress("Starting"),
            (["failure"], { Length: > 0 }) => ProvisioningReport.Failed(FailureDescription.Encode(reason, [], vmId, session.Clock.UtcNow)),
            _ => null,
        };
        if (report is null)
        {
            session.Output.Complain("say what to report: daybreak report ready | failure --reason TEXT | in-progress");
            return ExitStatus.Usage;
        }
        if (session.Reporter is not { } reporter)
        {
            session.Output.Complain("--wireserver none: give the address of the WireServer");
            return ExitStatus.Usage;
        }
        var answer = reporter.Send(report, Deadline.In(session.Settings.Deadline, session.Clock));
        return answer.Failure is { } failure ? session.Fail(failure) : ExitStatus.Done;
    }
}
