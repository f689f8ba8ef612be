namespace Daybreak.Simulator.Hosting;

/// <summary>Dispatches requests to a separate service instance for each VM of a fleet, so that VMs cannot affect each other (rate limits, reports).</summary>
/// <param name="hosts">The VMs.</param>
/// <param name="prototype">An instance without a VM, which only classifies requests.</param>
/// <param name="make">Creates the instance for a VM.</param>
internal sealed class FleetService(FleetHosts hosts, IPlatformService prototype, Func<HostState, IPlatformService> make) : IPlatformService
{
    private readonly ConcurrentDictionary<IPAddress, IPlatformService> _services = new();
    /// <inheritdoc/>
    public string Name => prototype.Name;

    /// <inheritdoc/>
    public string Operation(PlatformRequest request) => prototype.Operation(request);

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
