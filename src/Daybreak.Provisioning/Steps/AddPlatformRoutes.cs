using Daybreak.Core.Dhcp;
using Daybreak.Machine.Network;

namespace Daybreak.Provisioning.Steps;

/// <summary>
/// Sees to it that the WireServer and the metadata service are reached: a DHCP server of Azure gives a default route and a route to each, some
/// of its kin give none of the three. What is missing is added through the primary interface.
/// </summary>
/// <remarks>Before any interface has an address there is nothing to see, so at an early boot it does nothing; who comes later is in <see cref="PersistPlatformRoutes"/>.</remarks>
public sealed class AddPlatformRoutes : IBootStep
{
    /// <inheritdoc/>
    public string Name => "platform-routes";

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine) => StepPlan.Of(Additions(machine));

    private static IEnumerable<Change> Additions(MachineView machine)
    {
        var missing = Missing(machine);
        if (missing.Count == 0) yield break;
        if (PlatformRoute.Find(machine) is not { } way) throw new FileFailure(RouteTable.Path, Undecided(missing, machine));
        foreach (uint address in missing)
        {
            string through = way.Gateway == 0 ? way.Interface.Name : $"{Ipv4.Text(way.Gateway)} on {way.Interface.Name}";
            yield return new AddRoute(new Route(way.Interface.Name, address, 32, way.Gateway), $"route to {Ipv4.Text(address)} through {through}, the primary interface by {way.Reason}");
        }
    }

    /// <summary>The platform's addresses that no route reaches, on a machine with a network; a route that refuses is somebody's decision and stays.</summary>
    internal static List<uint> Missing(MachineView machine)
    {
        var missing = new List<uint>();
        if (!machine.IsRunning) return missing;
        foreach (uint address in PlatformRoute.Addresses)
            if (RouteTable.To(address, machine.Routes) is null) missing.Add(address);
        if (missing.Count > 0 && PlatformRoute.Candidates(machine).Count == 0) missing.Clear();
        return missing;
    }

    private static string Undecided(List<uint> missing, MachineView machine)
    {
        var names = new List<string>();
        foreach (var candidate in PlatformRoute.Candidates(machine)) names.Add(candidate.Name);
        var addresses = new List<string>();
        foreach (uint address in missing) addresses.Add(Ipv4.Text(address));
        return $"no route reaches {string.Join(" and ", addresses)}, and neither a route nor a lease tells which of {string.Join(", ", names)} is the primary interface; add a route to 168.63.129.16 through it";
    }
}
