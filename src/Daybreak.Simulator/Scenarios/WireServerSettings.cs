namespace Daybreak.Simulator.Scenarios;

/// <summary>What is special about this host's WireServer.</summary>
public sealed record WireServerSettings
{
    /// <summary>The incarnation rises by one each time that so much time has passed; <see langword="null"/> for never.</summary>
    public TimeSpan? AdvanceEvery { get; init; }

    /// <summary>The incarnation rises by one after every so many goal states that were fetched; <see langword="null"/> for never.</summary>
    public int? AdvanceAfterGoalStates { get; init; }

    /// <summary>Whether the HostGAPlugin has a vmSettings document (404 otherwise, as hosts without the feature answer).</summary>
    public bool VmSettings { get; init; }

    /// <summary>Whether the WireServer asks for requests that the metadata proxy agent has signed.</summary>
    public bool SignedRequestsOnly { get; init; }
}
