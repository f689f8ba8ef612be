using Daybreak.Platform.WireServer;

namespace Daybreak.Provisioning.Sources;

/// <summary>
/// The goal state: asked for once, and kept for whoever needs it (certificates, reports), until the platform says that it has moved on.
/// </summary>
/// <param name="wireServer">The WireServer.</param>
/// <param name="log">Hears each fact.</param>
public sealed class GoalStateSource(WireServerClient wireServer, ProgressLog log)
{
    private GoalState? known;
    private (Deadline Until, Failure Why)? leftAlone;

    /// <summary>Asks before anything is changed: a goal state that cannot be used must leave the machine as it is.</summary>
    /// <param name="deadline">A short one: a WireServer that does not answer yet keeps nobody from a usable machine.</param>
    /// <returns>Why no report can ever be sent; null when one can, or when the WireServer is to be asked again.</returns>
    public Failure? CheckWireServer(Deadline deadline)
    {
        var fetched = Get(deadline);
        if (fetched.Failure is not { } failure) return null;
        if (failure.Exit == ExitStatus.BadData) return failure;
        if (failure.RetryAfter is { } asked) leftAlone = (Deadline.In(asked, deadline.Clock), failure);
        log.Say($"no goal state yet, it is asked for again when the machine matches: {failure.Finding}");
        return null;
    }

    /// <summary>The goal state.</summary>
    public Result<GoalState> Get(Deadline deadline)
    {
        if (known is not null) return known;
        if (leftAlone is { } asked)
        {
            if (asked.Until.Remaining >= deadline.Remaining) return asked.Why;
            deadline.Clock.Wait(asked.Until.Remaining);
            leftAlone = null;
        }
        var fetched = wireServer.FetchGoalState(deadline);
        if (fetched.Value is not { } goalState) return fetched;
        known = goalState;
        log.Say($"goal state retrieved: incarnation {goalState.Incarnation}");
        log.Say($"ContainerId: {goalState.ContainerId}");
        log.Say($"InstanceId: {goalState.InstanceId}");
        return fetched;
    }

    /// <summary>The platform has another goal state by now.</summary>
    public void Forget() => known = null;
}
