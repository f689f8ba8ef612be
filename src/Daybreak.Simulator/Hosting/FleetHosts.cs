using System.Collections.Concurrent;
using System.Net;

namespace Daybreak.Simulator.Hosting;

/// <summary>What the host knows of each VM of a fleet: one state for all services that a VM asks.</summary>
internal sealed class FleetHosts(Fleet fleet, HostState common)
{
    private readonly ConcurrentDictionary<IPAddress, HostState> _states = new();

    /// <summary>The state of the VM at an address, or <see langword="null"/> for an address that no VM has.</summary>
    public HostState? Find(IPAddress address)
    {
        if (_states.TryGetValue(address, out var known)) return known;
        return fleet.Find(address) is { } vm ? _states.GetOrAdd(address, _ => new HostState(common.Scenario with { Vm = vm }, common.Certificates, common.Time)) : null;
    }
}
