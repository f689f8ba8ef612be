using Daybreak.Machine.Network.Dhcp;

namespace Daybreak.Machine.Network;

/// <summary>The route to the platform's two addresses. They are reachable only through the VM's primary interface.</summary>
/// <param name="Interface">The primary interface.</param>
/// <param name="Gateway">The gateway; 0 for a route on the link, where Azure's switch answers ARP for all addresses.</param>
/// <param name="Reason">How it was found.</param>
public sealed record PlatformRoute(NetworkInterface Interface, uint Gateway, string Reason)
{
    /// <summary>The platform's addresses.</summary>
    public static IReadOnlyList<uint> Addresses { get; } = [Ipv4.WireServer, Ipv4.Imds];

    /// <summary>The interfaces with addresses: up, not part of another interface, and with a network in the routing table.</summary>
    public static List<NetworkInterface> Candidates(MachineView machine)
    {
        var candidates = new List<NetworkInterface>();
        foreach (var candidate in NetworkInterface.OfMachine(machine))
            if (candidate is { IsUp: true, IsSlave: false } && HasNetwork(candidate.Name, machine.Routes)) candidates.Add(candidate);
        return candidates;
    }

    /// <summary>Finds the route from routes and leases, never from the order of interfaces; null if there is no evidence or it is contradictory.</summary>
    public static PlatformRoute? Find(MachineView machine)
    {
        var candidates = Candidates(machine);
        foreach (uint address in Addresses)
        {
            // Only a host route counts: 169.254.0.0/16 on a link belongs to link-local addressing.
            if (RouteTable.To(address, machine.Routes) is { Prefix: 32, Refuses: false } route && Named(candidates, route.Interface) is { } named)
                return new PlatformRoute(named, route.Gateway, $"the route to {Ipv4.Text(address)}");
        }
        var leases = Leases.OfMachine(machine);
        for (int rank = 0; rank < 3; rank++)
        {
            PlatformRoute? found = null;
            foreach (var candidate in candidates)
            {
                foreach (var lease in leases)
                {
                    if (lease.Interface != candidate.Name || Evidence(lease, rank) is not { } reason) continue;
                    if (found is not null && found.Interface.Name != candidate.Name) return null;
                    found = new PlatformRoute(candidate, GatewayOf(lease, machine.Routes), reason);
                }
            }
            if (found is not null) return found;
        }
        // An interface that still waits for its address may be the primary one.
        return !IsIncomplete(machine) && Only(candidates) is { } only ? new PlatformRoute(only, 0, "no other interface is up") : null;
    }

    /// <summary>Whether an interface with a device is up but has no network yet: DHCP is still running on it, or no server answers.</summary>
    public static bool IsIncomplete(MachineView machine)
    {
        foreach (var one in NetworkInterface.OfMachine(machine))
            if (one is { IsUp: true, IsSlave: false, Driver: not null } && !HasNetwork(one.Name, machine.Routes)) return true;
        return false;
    }

    /// <summary>
    /// The name of the primary interface: the one with a route or lease for the platform, otherwise the one with the default route of the
    /// lowest metric; null if there is none.
    /// </summary>
    public static string? Primary(MachineView machine)
    {
        var found = Find(machine);
        if (found is not null) return found.Interface.Name;
        return RouteTable.To(0, machine.Routes) is { Refuses: false } route ? route.Interface : null;
    }

    // Leases by strength of evidence: a route to the platform, the WireServer option, any router.
    private static string? Evidence(Lease lease, int rank) => rank switch
    {
        0 => ToPlatform(lease.Routes) is not null ? "DHCP's classless routes" : null,
        1 => lease.WireServer is not null ? "DHCP's option 245" : null,
        _ => lease.Router != 0 || RouteTable.To(Ipv4.WireServer, lease.Routes) is not null ? "DHCP's router" : null,
    };

    private static Route? ToPlatform(IReadOnlyList<Route> routes)
    {
        foreach (uint address in Addresses)
            if (RouteTable.To(address, routes) is { Prefix: > 0 } route) return route;
        return null;
    }

    // A gateway outside the interface's networks comes from a lease of another network that is still in the image.
    private static uint GatewayOf(Lease lease, IReadOnlyList<Route> routes)
    {
        uint gateway = (ToPlatform(lease.Routes) ?? RouteTable.To(Ipv4.WireServer, lease.Routes))?.Gateway ?? lease.Router;
        foreach (var route in routes)
            if (route.Interface == lease.Interface && route is { Gateway: 0, Prefix: > 0, Refuses: false } && route.Covers(gateway)) return gateway;
        return 0;
    }

    private static NetworkInterface? Only(List<NetworkInterface> candidates)
    {
        NetworkInterface? synthetic = null;
        int count = 0;
        foreach (var candidate in candidates)
        {
            if (candidate.Driver != NetworkInterface.NetVsc) continue;
            synthetic = candidate;
            count++;
        }
        return count == 1 ? synthetic : candidates.Count == 1 ? candidates[0] : null;
    }

    private static NetworkInterface? Named(List<NetworkInterface> all, string name)
    {
        foreach (var one in all)
            if (one.Name == name) return one;
        return null;
    }

    private static bool HasNetwork(string name, IReadOnlyList<Route> routes)
    {
        foreach (var route in routes)
            if (route.Interface == name && !route.Refuses) return true;
        return false;
    }
}
