using Daybreak.Platform.WireServer;

namespace Daybreak.Provisioning.Sources;

/// <summary>Fetches the goal state once and keeps it for certificates and reports, until it is out of date.</summary>
/// <param name="wireServer">The WireServer.</param>
/// <param name="log">Receives each fact.</param>
public sealed class GoalStateSource(WireServerClient wireServer, ProgressLog log)
{
    private GoalState? known;
    private (Deadline Until, Failure Why)? paused;

    /// <summary>Fetches the goal state before any change, because an unusable one must end the run with the machine unchanged.</summary>
    /// <param name="deadline">A short one. If the WireServer does not answer in time, the run continues.</param>
    /// <returns>Why no report can be sent; null if it can, or if the request will be repeated later.</returns>
    public Failure? CheckWireServer(Deadline deadline)
    {
        var fetched = Get(deadline);
        if (fetched.Failure is not { } failure) return null;
        if (failure.Exit == ExitStatus.BadData) return failure;
        if (failure.RetryAfter is { } pause) paused = (Deadline.In(pause, deadline.Clock), failure);
        log.Say($"no goal state yet, retrying after the changes: {failure.Finding}");
        return null;
    }

    /// <summary>The goal state, fetched if it is not known yet.</summary>
    public Result<GoalState> Get(Deadline deadline)
    {
        if (known is not null) return known;
        if (paused is { } pause)
        {
            if (pause.Until.Remaining >= deadline.Remaining) return pause.Why;
            deadline.Clock.Wait(pause.Until.Remaining);
            paused = null;
        }
        var fetched = wireServer.FetchGoalState(deadline);
        if (fetched.Value is not { } goalState) return fetched;
        known = goalState;
        log.Say($"goal state retrieved: incarnation {goalState.Incarnation}");
        log.Say($"ContainerId: {goalState.ContainerId}");
        log.Say($"InstanceId: {goalState.InstanceId}");
        return fetched;
    }

    /// <summary>Discards the goal state, because the platform has a newer one.</summary>
    public void Forget() => known = null;
}
