using Daybreak.Platform.Http;
using Daybreak.Platform.Reports;
using Daybreak.Platform.WireServer;
using Daybreak.Provisioning.Sources;

namespace Daybreak.Provisioning.Reporting;

/// <summary>
/// Sends a report until the platform has accepted it: with the identity of the goal state, or in the newer form that needs none.
/// Where the platform does not have the form that is configured, the other is tried.
/// </summary>
/// <param name="wireServer">The WireServer.</param>
/// <param name="goalStates">Its goal state.</param>
/// <param name="protocol">Which form is tried first.</param>
/// <param name="log">Hears each fact.</param>
public sealed class Reporter(WireServerClient wireServer, GoalStateSource goalStates, HealthProtocol protocol, ProgressLog log)
{
    private const int GoalStatesAtMost = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Finds out, before anything is changed, whether a report can ever be sent. The newer form needs nothing for it.</summary>
    /// <param name="deadline">A short one.</param>
    /// <returns>Why not; null when it can, or when the WireServer is to be asked again.</returns>
    public Failure? CheckWireServer(Deadline deadline) => protocol == HealthProtocol.Xml ? goalStates.CheckWireServer(deadline) : null;

    /// <summary>Sends a report.</summary>
    /// <param name="report">What to say.</param>
    /// <param name="deadline">Until when it is tried.</param>
    /// <returns>The platform's answer.</returns>
    public Result<HttpResponse> Send(ProvisioningReport report, Deadline deadline)
    {
        while (true)
        {
            var answer = SendEither(report, deadline);
            // An identity that is refused again and again can be accepted later; nothing else is left to do until the deadline.
            if (answer.Failure is not { MayPass: true } || deadline.Remaining <= Patience) return answer;
            deadline.Clock.Wait(Patience);
            goalStates.Forget();
        }
    }

    private Result<HttpResponse> SendEither(ProvisioningReport report, Deadline deadline)
    {
        var first = protocol == HealthProtocol.Xml ? SendXml(report, deadline) : SendJson(report, deadline);
        if (first.Failure is not { IsUnsupported: true } unsupported) return first;
        log.Say($"{unsupported.Message}; trying the other form of the report");
        var second = protocol == HealthProtocol.Xml ? SendJson(report, deadline) : SendXml(report, deadline);
        // Where neither is accepted, the form that was configured is the one to complain of.
        return second.Failure is null ? second : first;
    }

    /// <summary>Tells the platform the SSH host key's fingerprint. The platform shows it to whoever logs in first.</summary>
    public Failure? SendHostKey(string fingerprint, Deadline deadline)
    {
        var goalState = goalStates.Get(deadline);
        if (goalState.Failure is { } failure) return failure;
        var answer = wireServer.SendRoleProperties(goalState.Value!, fingerprint, deadline);
        if (answer.Value is { } accepted) log.Say($"SSH host key {fingerprint} reported: {accepted.StatusText}");
        return answer.Failure;
    }

    private Result<HttpResponse> SendJson(ProvisioningReport report, Deadline deadline)
    {
        Announce(report);
        var answer = wireServer.SendProvisioningHealth(report, deadline);
        if (answer.Value is { } accepted) log.Say($"response: {accepted.StatusText}");
        return answer;
    }

    private Result<HttpResponse> SendXml(ProvisioningReport report, Deadline deadline)
    {
        for (int tries = 1; ; tries++)
        {
            var goalState = goalStates.Get(deadline);
            // Without an identity there is no report in this form; the other form needs none.
            if (goalState.Failure is { } failure) return failure with { IsUnsupported = failure.IsUnsupported || failure.Exit == ExitStatus.BadData };
            Announce(report);
            var answer = wireServer.SendHealth(goalState.Value!, report, deadline);
            if (answer.Value is { } accepted)
            {
                log.Say($"response: {accepted.StatusText}");
                return answer;
            }
            // The goal state moved on between the two requests; its new identity is what the platform wants.
            if (!answer.Failure!.IsStale || tries == GoalStatesAtMost) return answer;
            log.Say("the goal state has changed in the meantime");
            goalStates.Forget();
        }
    }

    private void Announce(ProvisioningReport report) =>
        log.Say(report.SubStatus is { } subStatus ? $"sending the health report: {report.State}, {subStatus}" : $"sending the health report: {report.State}");
}
