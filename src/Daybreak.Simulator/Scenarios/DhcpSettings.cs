namespace Daybreak.Simulator.Scenarios;

/// <summary>The settings of the platform's DHCP server for <c>boot</c>. They do not affect <c>run</c>, which has no DHCP server.</summary>
public sealed record DhcpSettings
{
    /// <summary>Whether to send the WireServer's address (option 245).</summary>
    public bool WireServerOption { get; init; } = true;

    /// <summary>Whether to send classless routes to the WireServer and IMDS (option 121).</summary>
    public bool RoutesOption { get; init; } = true;

    /// <summary>The delay after the start until the server answers.</summary>
    public TimeSpan AnswersAfter { get; init; }
}
