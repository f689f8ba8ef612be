using System.Collections.Concurrent;
using System.Net;
using Daybreak.Simulator.Log;

namespace Daybreak.Simulator.Hosting;

/// <summary>A service for each VM of a fleet, made when the VM first asks: what one VM does (rates, reports) cannot touch another.</summary>
/// <param name="hosts">The VMs.</param>
/// <param name="nobody">A service of no VM, which says what requests are for.</param>
/// <param name="make">Makes the service of a VM.</param>
internal sealed class FleetService(FleetHosts hosts, IPlatformService nobody, Func<HostState, IPlatformService> make) : IPlatformService
{
    private readonly ConcurrentDictionary<IPAddress, IPlatformService> _services = new();
    /// <inheritdoc/>
    public string Name => nobody.Name;

    /// <inheritdoc/>
    public string Operation(PlatformRequest request) => nobody.Operation(request);

    /// <inheritdoc/>
    public Answer Answer(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        var address = request.Client.Address;
        if (_services.TryGetValue(address, out var known)) return known.Answer(request, misbehaviour);
        if (hosts.Find(address) is { } state) return _services.GetOrAdd(address, _ => make(state)).Answer(request, misbehaviour);
        misbehaviour.Add(new Misbehaviour("unknown-vm", $"No VM of this host has the address {address}."));
        return Hosting.Answer.Empty(StatusCodes.Status403Forbidden);
    }
}
