namespace Daybreak.Simulator.Scenarios;

/// <summary>The settings of the WireServer.</summary>
public sealed record WireServerSettings
{
    /// <summary>The interval at which the incarnation increases by one; <see langword="null"/> for never.</summary>
    public TimeSpan? AdvanceEvery { get; init; }

    /// <summary>The number of delivered goal states after which the incarnation increases by one; <see langword="null"/> for never.</summary>
    public int? AdvanceAfterGoalStates { get; init; }

    /// <summary>Whether the HostGAPlugin has a vmSettings document. Otherwise it answers 404, like hosts without the feature.</summary>
    public bool VmSettings { get; init; }

    /// <summary>Whether the WireServer requires requests that the metadata proxy agent has signed.</summary>
    public bool SignedRequestsOnly { get; init; }
}
