using Daybreak.Core;
using Daybreak.Core.Dhcp;
using Daybreak.Machine.Network.Dhcp;

namespace Daybreak.Machine.Network;

/// <summary>The way to the platform's two addresses, which are reached through the VM's primary interface alone.</summary>
/// <param name="Interface">The primary interface.</param>
/// <param name="Gateway">Its gateway; 0 where the addresses are asked for on the link itself, where Azure's switch answers for all.</param>
/// <param name="Reason">How it was found.</param>
public sealed record PlatformRoute(NetworkInterface Interface, uint Gateway, string Reason)
{
    /// <summary>The platform's addresses.</summary>
    public static IReadOnlyList<uint> Addresses { get; } = [Ipv4.WireServer, Ipv4.Imds];

    /// <summary>The interfaces that carry addresses now: up, nobody's slave, with a network of their own in the routing table.</summary>
    public static List<NetworkInterface> Candidates(MachineView machine)
    {
        var candidates = new List<NetworkInterface>();
        foreach (var candidate in NetworkInterface.OfMachine(machine))
            if (candidate is { IsUp: true, IsSlave: false } && HasNetwork(candidate.Name, machine.Routes)) candidates.Add(candidate);
        return candidates;
    }

    /// <summary>Finds it by routes and leases, never by the order of interfaces; null where nothing tells, or two say it.</summary>
    public static PlatformRoute? Find(MachineView machine)
    {
        var candidates = Candidates(machine);
        foreach (uint address in Addresses)
        {
            // A host's own: 169.254.0.0/16 on some link is zeroconf's, and tells nothing.
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
                    if (lease.Interface != candidate.Name || Says(lease, rank) is not { } reason) continue;
                    if (found is not null && found.Interface.Name != candidate.Name) return null;
                    found = new PlatformRoute(candidate, GatewayOf(lease, machine.Routes), reason);
                }
            }
            if (found is not null) return found;
        }
        // One that still waits for its address may be the primary one.
        return !IsIncomplete(machine) && Only(candidates) is { } only ? new PlatformRoute(only, 0, "no other interface is up") : null;
    }

    /// <summary>Whether an interface with a device of its own is up and has no network yet: DHCP is still at work on it, or nobody answers.</summary>
    public static bool IsIncomplete(MachineView machine)
    {
        foreach (var one in NetworkInterface.OfMachine(machine))
            if (one is { IsUp: true, IsSlave: false, Driver: not null } && !HasNetwork(one.Name, machine.Routes)) return true;
        return false;
    }

    /// <summary>
    /// The primary interface's name: the one that reaches the platform by a route or lease of its own, else the default route's with the
    /// lowest metric; null where nothing tells.
    /// </summary>
    public static string? Primary(MachineView machine)
    {
        var found = Find(machine);
        if (found is not null) return found.Interface.Name;
        return RouteTable.To(0, machine.Routes) is { Refuses: false } way ? way.Interface : null;
    }

    // How sure a lease is: it has a route to the platform itself, it knows the WireServer, it has a way out of the network at all.
    private static string? Says(Lease lease, int rank) => rank switch
    {
        0 => ToPlatform(lease.Routes) is not null ? "DHCP's classless routes" : null,
        1 => lease.NamesWireServer ? "DHCP's option 245" : null,
        _ => lease.Router != 0 || RouteTable.To(Ipv4.WireServer, lease.Routes) is not null ? "DHCP's router" : null,
    };

    private static Route? ToPlatform(IReadOnlyList<Route> routes)
    {
        foreach (uint address in Addresses)
            if (RouteTable.To(address, routes) is { Prefix: > 0 } route) return route;
        return null;
    }

    // A gateway that is not on one of the interface's own networks is another network's, from a lease that was left in the image.
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
