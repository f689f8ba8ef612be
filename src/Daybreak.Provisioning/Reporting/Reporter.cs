using Daybreak.Platform.Http;
using Daybreak.Platform.Reports;
using Daybreak.Platform.WireServer;
using Daybreak.Provisioning.Sources;

namespace Daybreak.Provisioning.Reporting;

/// <summary>Sends a report until the platform accepts it: as XML with the identity of the goal state, or as JSON, which needs none.</summary>
/// <remarks>If the platform does not support the configured format, the other one is tried.</remarks>
/// <param name="wireServer">The WireServer.</param>
/// <param name="goalStates">The goal state.</param>
/// <param name="protocol">The format to try first.</param>
/// <param name="log">Receives each fact.</param>
public sealed class Reporter(WireServerClient wireServer, GoalStateSource goalStates, HealthProtocol protocol, ProgressLog log)
{
    private const int GoalStatesAtMost = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>Checks before any change that a report can be sent. JSON needs no check.</summary>
    /// <param name="deadline">A short one.</param>
    /// <returns>Why no report can be sent; null if it can, or if the check will be repeated later.</returns>
    public Failure? CheckWireServer(Deadline deadline) => protocol == HealthProtocol.Xml ? goalStates.CheckWireServer(deadline) : null;

    /// <summary>Sends a report, and repeats it until the deadline.</summary>
    public Result<HttpResponse> Send(ProvisioningReport report, Deadline deadline)
    {
        while (true)
        {
            var answer = protocol == HealthProtocol.Xml ? SendXml(report, deadline) : SendJson(report, deadline);
            if (answer.Failure is { IsUnsupported: true } unsupported)
            {
                log.Say($"{unsupported.Finding}; trying the other report format");
                var other = protocol == HealthProtocol.Xml ? SendJson(report, deadline) : SendXml(report, deadline);
                // If both fail, the failure of the configured format is returned.
                if (other.Failure is null) return other;
            }
            // The platform may accept later what it refuses now.
            if (answer.Failure is not { MayPass: true } || deadline.Remaining <= Pause) return answer;
            deadline.Clock.Wait(Pause);
            goalStates.Forget();
        }
    }

    /// <summary>Reports the SSH host key's fingerprint, which the platform shows to its users.</summary>
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
            // XML needs the identity of the goal state, JSON does not.
            if (goalState.Failure is { } failure) return failure with { IsUnsupported = failure.IsUnsupported || failure.Exit == ExitStatus.BadData };
            Announce(report);
            var answer = wireServer.SendHealth(goalState.Value!, report, deadline);
            if (answer.Value is { } accepted)
            {
                log.Say($"response: {accepted.StatusText}");
                return answer;
            }
            // The goal state has changed between the two requests; the report needs the new identity.
            if (!answer.Failure!.IsStale || tries == GoalStatesAtMost) return answer;
            log.Say("the goal state has changed, fetching it again");
            goalStates.Forget();
        }
    }

    private void Announce(ProvisioningReport report) =>
        log.Say(report.SubStatus is { } subStatus ? $"sending the health report: {report.State}, {subStatus}" : $"sending the health report: {report.State}");
}
