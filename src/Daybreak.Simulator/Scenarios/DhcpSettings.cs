namespace Daybreak.Simulator.Scenarios;

/// <summary>What the platform's DHCP server tells a booted VM. Nothing here matters to <c>run</c>, which has no network of its own.</summary>
public sealed record DhcpSettings
{
    /// <summary>Whether the answer names the WireServer (option 245).</summary>
    public bool WireServerOption { get; init; } = true;

    /// <summary>Whether the answer has the classless routes to the WireServer and to the metadata service (option 121).</summary>
    public bool RoutesOption { get; init; } = true;

    /// <summary>How long the server keeps silent after the start.</summary>
    public TimeSpan AnswersAfter { get; init; }
}
