using System.Net;
using Daybreak.Simulator.Faults;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Log;

namespace Daybreak.Simulator.Page;

/// <summary>What the page shows, and where it is.</summary>
/// <param name="Address">A loopback address; port 0 takes a free one.</param>
/// <param name="ScenarioName">What people call the scenario.</param>
/// <param name="Host">The host: whose VM is shown and whose secrets are masked.</param>
/// <param name="Log">Whose lines are shown.</param>
/// <param name="Faults">What the buttons switch.</param>
/// <param name="Time">The clock.</param>
public sealed record PageOptions(IPEndPoint Address, string ScenarioName, HostState Host, RequestLog Log, LiveFaults Faults, TimeProvider Time);
