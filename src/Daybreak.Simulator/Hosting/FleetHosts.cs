namespace Daybreak.Simulator.Hosting;

/// <summary>The state of each VM of a fleet, shared by all services.</summary>
internal sealed class FleetHosts(Fleet fleet, HostState common)
{
    private readonly ConcurrentDictionary<IPAddress, HostState> _states = new();

    /// <summary>The state of the VM with an address, or <see langword="null"/>.</summary>
    public HostState? Find(IPAddress address)
    {
        if (_states.TryGetValue(address, out var known)) return known;
        return fleet.Find(address) is { } vm ? _states.GetOrAdd(address, _ => new HostState(common.Scenario with { Vm = vm }, common.Certificates, common.Time)) : null;
    }
}
