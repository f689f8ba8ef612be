namespace Daybreak.Simulator.Hosting;

/// <summary>The configuration of <see cref="SimulatedPlatform"/>.</summary>
/// <param name="Imds">The address of the metadata service; <see langword="null"/> for none; port 0 selects a free port.</param>
/// <param name="WireServer">The address of the WireServer, as for <paramref name="Imds"/>.</param>
/// <param name="Scenario">The VM and the faults.</param>
/// <param name="Log">The log of requests.</param>
/// <param name="Time">The clock for the log, delays and rate limits.</param>
public sealed record PlatformOptions(IPEndPoint? Imds, IPEndPoint? WireServer, Scenario Scenario, RequestLog Log, TimeProvider Time)
{
    /// <summary>The address of the HostGAPlugin (port 32526 of the WireServer's in Azure); <see langword="null"/> for none.</summary>
    public IPEndPoint? HostGaPlugin { get; init; }

    /// <summary>The loopback address of the control endpoint; <see langword="null"/> for none.</summary>
    public IPEndPoint? Control { get; init; }

    /// <summary>The number of requests after which the platform stops; <see langword="null"/> for no limit.</summary>
    public int? MaximumRequests { get; init; }

    /// <summary>Creates listening sockets, for example in another network namespace; <see langword="null"/> for the default.</summary>
    public Func<EndPoint, Socket>? Listen { get; init; }

    /// <summary>Many VMs in place of the scenario's, identified by their source addresses.</summary>
    public Fleet? Fleet { get; init; }
}
