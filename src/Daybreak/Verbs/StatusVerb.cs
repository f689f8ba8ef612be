using System.Globalization;
using Daybreak.Provisioning.Status;

namespace Daybreak.Verbs;

/// <summary><c>daybreak status</c></summary>
internal static class StatusVerb
{
    private const string WaitOption = "--wait";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static Verb Verb { get; } = new(
        "status",
        "",
        "show the state of the provisioning",
        """
        Prints the state: not-started, running, interrupted, unreported, provisioned or failed, with the reason of a failure.
        interrupted means that the run's process ended early; the next run continues. With --wait, waits until the state is
        provisioned, failed or interrupted, at most for the configured deadline. Exit status: 0 if provisioned, that of the
        failed run if failed, 75 otherwise.
        """,
        [new Option(WaitOption, null, "wait until the state is provisioned, failed or interrupted")],
        0,
        Run);

    private static ExitStatus Run(Session session)
    {
        session.Output.ResultOnly = true;
        var deadline = Deadline.In(session.Arguments.Has(WaitOption) ? session.Settings.Deadline : TimeSpan.Zero, session.Clock);
        while (true)
        {
            var (status, isOfThisBoot) = StatusReader.Read(session.Root, session.VmId);
            // A failure of an earlier boot is not final: this boot tries again.
            bool isFinal = status.IsFinal && (isOfThisBoot || status.State == ProvisioningState.Provisioned);
            // After the local phase, even an interrupted one, the network phase follows.
            isFinal |= status is { State: ProvisioningState.Interrupted, Process: { IsLocalPhase: false } } && isOfThisBoot;
            if (isFinal || deadline.HasPassed)
            {
                session.Output.Print(session.Json ? status.ToJson() : Encoding.UTF8.GetBytes(Lines(status)));
                return status.State switch
                {
                    ProvisioningState.Provisioned => ExitStatus.Done,
                    ProvisioningState.Failed => status.Failure?.Exit ?? ExitStatus.TryAgain,
                    _ => ExitStatus.TryAgain,
                };
            }
            session.Clock.Wait(Interval);
        }
    }

    private static string Lines(StatusDocument status)
    {
        var text = new StringBuilder($"state:   {status.StateName}");
        if (status.Doing is { } doing) text.Append(CultureInfo.InvariantCulture, $" ({doing})");
        text.Append(CultureInfo.InvariantCulture, $"\nVM:      {status.VmId ?? "no id known"}\n");
        foreach (var step in status.Steps) text.Append(CultureInfo.InvariantCulture, $"step:    {step.Name}: {step.State}, {step.Changes} change{(step.Changes == 1 ? "" : "s")}\n");
        foreach (var item in status.CustomData) text.Append(CultureInfo.InvariantCulture, $"data:    {item.Key}: {item.Result}\n");
        text.Append(status.Report is { } report ? $"report:  {report.State}, {report.Answer}\n" : "report:  none accepted\n");
        if (status.Failure is { } failure) text.Append(CultureInfo.InvariantCulture, $"failed:  {failure.Sentence}\n");
        return text.ToString();
    }
}
