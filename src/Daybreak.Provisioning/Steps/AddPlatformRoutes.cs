using Daybreak.Core.Dhcp;
using Daybreak.Machine.Network;

namespace Daybreak.Provisioning.Steps;

/// <summary>Adds missing routes to the WireServer and IMDS through the primary interface. Azure's DHCP gives them.</summary>
/// <remarks>Does nothing before an interface has an address. For later boots: <see cref="PersistPlatformRoutes"/>.</remarks>
public sealed class AddPlatformRoutes : IBootStep
{
    /// <inheritdoc/>
    public string Name => "platform-routes";

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine) => StepPlan.Of(Changes(machine));

    private static IEnumerable<Change> Changes(MachineView machine)
    {
        var unreachable = UnreachableAddresses(machine);
        if (unreachable.Count == 0) yield break;
        if (PlatformRoute.Find(machine) is not { } way) throw NoPrimary(unreachable, machine);
        foreach (uint address in unreachable)
        {
            string through = way.Gateway == 0 ? way.Interface.Name : $"{Ipv4.Text(way.Gateway)} on {way.Interface.Name}";
            yield return new AddRoute(new Route(way.Interface.Name, address, 32, way.Gateway), $"route to {Ipv4.Text(address)} through {through}, the primary interface by {way.Reason}");
        }
    }

    /// <summary>The platform's addresses without a route, if the machine has a network. A blackhole or unreachable route counts as a route.</summary>
    internal static List<uint> UnreachableAddresses(MachineView machine)
    {
        if (!machine.IsRunning) return [];
        List<uint> unreachable = [.. PlatformRoute.Addresses.Where(address => RouteTable.To(address, machine.Routes) is null)];
        return unreachable.Count > 0 && PlatformRoute.Candidates(machine).Count == 0 ? [] : unreachable;
    }

    private static FileFailure NoPrimary(List<uint> unreachable, MachineView machine)
    {
        string names = string.Join(", ", PlatformRoute.Candidates(machine).Select(candidate => candidate.Name));
        string addresses = string.Join(" and ", unreachable.Select(Ipv4.Text));
        return new FileFailure(RouteTable.Path, $"no route to {addresses}, and no route or lease shows which of {names} is the primary interface: add a route to 168.63.129.16 through it");
    }
}
