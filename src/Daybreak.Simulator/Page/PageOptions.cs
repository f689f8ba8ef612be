namespace Daybreak.Simulator.Page;

/// <summary>The configuration of the page.</summary>
/// <param name="Address">A loopback address; port 0 selects a free port.</param>
/// <param name="ScenarioName">The scenario's name.</param>
/// <param name="Host">The host, with the VM to show and the secrets to mask.</param>
/// <param name="Log">The log of requests.</param>
/// <param name="Faults">The faults that the buttons switch.</param>
/// <param name="Time">The clock.</param>
public sealed record PageOptions(IPEndPoint Address, string ScenarioName, HostState Host, RequestLog Log, LiveFaults Faults, TimeProvider Time);
