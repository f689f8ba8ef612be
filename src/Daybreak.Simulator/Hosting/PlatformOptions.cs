using System.Net;
using System.Net.Sockets;
using Daybreak.Simulator.Log;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Hosting;

/// <summary>What <see cref="SimulatedPlatform"/> is to serve, and where.</summary>
/// <param name="Imds">The metadata service's address; <see langword="null"/> for none; port 0 takes a free one.</param>
/// <param name="WireServer">The WireServer's address, likewise.</param>
/// <param name="Scenario">The VM and the faults.</param>
/// <param name="Log">Where requests are written.</param>
/// <param name="Time">The clock: log, delays, rate limit.</param>
public sealed record PlatformOptions(IPEndPoint? Imds, IPEndPoint? WireServer, Scenario Scenario, RequestLog Log, TimeProvider Time)
{
    /// <summary>The HostGAPlugin's address (port 32526 of the WireServer's in Azure); <see langword="null"/> for none.</summary>
    public IPEndPoint? HostGaPlugin { get; init; }

    /// <summary>Where the simulator itself can be asked and steered, on loopback alone; <see langword="null"/> for nowhere.</summary>
    public IPEndPoint? Control { get; init; }

    /// <summary>How many requests are answered before the platform stops by itself; <see langword="null"/> for no limit.</summary>
    public int? MaximumRequests { get; init; }

    /// <summary>Makes a listening socket; <see langword="null"/> for the usual way. For a network namespace other than this process's.</summary>
    public Func<EndPoint, Socket>? Listen { get; init; }

    /// <summary>Many VMs in place of the scenario's one, each known by its address.</summary>
    public Fleet? Fleet { get; init; }
}
