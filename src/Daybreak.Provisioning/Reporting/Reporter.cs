using Daybreak.Platform;
using Daybreak.Platform.Http;
using Daybreak.Platform.Reports;
using Daybreak.Platform.Time;
using Daybreak.Platform.WireServer;
using Daybreak.Provisioning.Telling;

namespace Daybreak.Provisioning.Reporting;

/// <summary>Sends a report: a fresh goal state, then the health document with its identity, until the platform has accepted it.</summary>
/// <param name="wireServer">The WireServer.</param>
/// <param name="narrator">Hears each fact.</param>
public sealed class Reporter(WireServerClient wireServer, Narrator narrator)
{
    private const int GoalStatesAtMost = 3;

    /// <summary>Sends a report.</summary>
    /// <param name="report">What to say.</param>
    /// <param name="deadline">Until when it is tried.</param>
    /// <returns>The platform's answer.</returns>
    public PlatformResult<HttpResponse> Send(ProvisioningReport report, Deadline deadline)
    {
        for (int goalStates = 1; ; goalStates++)
        {
            var fetched = wireServer.FetchGoalState(deadline);
            if (fetched.Failure is { } failure) return failure;
            var goalState = fetched.Value!;
            narrator.Say($"goal state retrieved: incarnation {goalState.Incarnation}");
            narrator.Say($"ContainerId: {goalState.ContainerId}");
            narrator.Say($"InstanceId: {goalState.InstanceId}");
            narrator.Say(report.SubStatus is { } subStatus ? $"sending the health report: {report.State}, {subStatus}" : $"sending the health report: {report.State}");

            var answer = wireServer.SendHealth(goalState, report, deadline);
            if (answer.Value is { } accepted)
            {
                narrator.Say($"response: {accepted.StatusText}");
                return answer;
            }
            // The goal state moved on between the two requests; its new identity is what the platform wants.
            if (!answer.Failure!.IsStale || goalStates == GoalStatesAtMost) return answer;
            narrator.Say("the goal state has changed in the meantime");
        }
    }
}
