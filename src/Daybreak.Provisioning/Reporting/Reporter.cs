using Daybreak.Platform;
using Daybreak.Platform.Http;
using Daybreak.Platform.Reports;
using Daybreak.Platform.Time;
using Daybreak.Platform.WireServer;
using Daybreak.Provisioning.Telling;

namespace Daybreak.Provisioning.Reporting;

/// <summary>Sends a report: the goal state, then the health document with its identity, until the platform has accepted it.</summary>
/// <param name="wireServer">The WireServer.</param>
/// <param name="narrator">Hears each fact.</param>
public sealed class Reporter(WireServerClient wireServer, Narrator narrator)
{
    private const int GoalStatesAtMost = 3;
    private GoalState? known;
    private (Deadline Until, PlatformFailure Why)? leftAlone;

    /// <summary>
    /// Asks for the goal state before anything is changed: one that cannot be used must leave the machine as it is. The same goal
    /// state then serves the report, so the happy path asks once.
    /// </summary>
    /// <param name="deadline">A short one: a WireServer that does not answer yet keeps nobody from a usable machine.</param>
    /// <returns>Why no report can ever be sent; null when one can, or when the WireServer is to be asked again.</returns>
    public PlatformFailure? Meet(Deadline deadline)
    {
        var fetched = wireServer.FetchGoalState(deadline);
        if (fetched.Value is { } goalState)
        {
            Know(goalState);
            return null;
        }
        var failure = fetched.Failure!;
        if (failure.Kind == PlatformFailureKind.BadData) return failure;
        if (failure.RetryAfter is { } asked) leftAlone = (Deadline.In(asked, deadline.Clock), failure);
        narrator.Say($"no goal state yet, it is asked for again when the machine matches: {failure.Sentence}");
        return null;
    }

    /// <summary>Sends a report.</summary>
    /// <param name="report">What to say.</param>
    /// <param name="deadline">Until when it is tried.</param>
    /// <returns>The platform's answer.</returns>
    public PlatformResult<HttpResponse> Send(ProvisioningReport report, Deadline deadline)
    {
        for (int goalStates = 1; ; goalStates++)
        {
            if (known is null && Fetch(deadline) is { } failure) return failure;
            var goalState = known!;
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
            known = null;
        }
    }

    private PlatformFailure? Fetch(Deadline deadline)
    {
        if (leftAlone is { } asked)
        {
            if (asked.Until.Remaining >= deadline.Remaining) return asked.Why;
            deadline.Clock.Wait(asked.Until.Remaining);
            leftAlone = null;
        }
        var fetched = wireServer.FetchGoalState(deadline);
        if (fetched.Value is { } goalState) Know(goalState);
        return fetched.Failure;
    }

    private void Know(GoalState goalState)
    {
        known = goalState;
        narrator.Say($"goal state retrieved: incarnation {goalState.Incarnation}");
        narrator.Say($"ContainerId: {goalState.ContainerId}");
        narrator.Say($"InstanceId: {goalState.InstanceId}");
    }
}
