using Daybreak.Machine.Network;

namespace Daybreak.Provisioning.Sources;

/// <summary>Waits until the platform can be reached. The first-boot unit starts while DHCP is still running.</summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="kernel">The running kernel, or none.</param>
/// <param name="clock">Waits.</param>
public sealed class NetworkWait(RootDirectory root, IKernel kernel, Clock clock)
{
    /// <summary>As long as systemd-networkd-wait-online(8) waits. Then the sources report that they cannot be reached.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>For an address without routes to the platform. Routes follow their address within milliseconds; few DHCP servers give none.</summary>
    internal static readonly TimeSpan ForRoutes = TimeSpan.FromSeconds(5);

    /// <summary>For the lease file of systemd-networkd or NetworkManager, which publishing the host name requires.</summary>
    internal static readonly TimeSpan ForRecords = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private enum Stage
    {
        Nothing,
        NoRoutes,
        NoRecords,
        Up,
    }

    /// <summary>Whether there is nothing to wait for.</summary>
    public bool IsOver => Look() == Stage.Up;

    /// <summary>Waits until the deadline at most.</summary>
    /// <returns>Whether there is a network.</returns>
    public bool Await(Deadline deadline)
    {
        var end = deadline.AtMost(Longest);
        Deadline? routes = null, records = null;
        while (true)
        {
            var stage = Look();
            if (stage == Stage.NoRoutes) routes ??= end.AtMost(ForRoutes);
            if (stage == Stage.NoRecords) records ??= end.AtMost(ForRecords);
            if (stage == Stage.Up || (stage == Stage.NoRecords && records!.HasPassed) || (stage == Stage.NoRoutes && routes!.HasPassed)) return true;
            if (end.HasPassed) return false;
            clock.Wait(Interval);
        }
    }

    private Stage Look()
    {
        if (!kernel.IsRunning) return Stage.Up;
        try
        {
            return Look(new MachineView(root, kernel));
        }
        catch (FileFailure)
        {
            // Continue: the sources retry by themselves.
            return Stage.Up;
        }
    }

    private static Stage Look(MachineView machine)
    {
        string? through = null;
        foreach (uint address in PlatformRoute.Addresses)
        {
            // A second interface, or a bridge, may be configured before DHCP has configured the first one.
            if (RouteTable.To(address, machine.Routes) is not { } route)
                return PlatformRoute.Candidates(machine).Count == 0 || PlatformRoute.IsIncomplete(machine) ? Stage.Nothing : Stage.NoRoutes;
            through ??= route.Interface;
        }
        return IsBeingConfigured(through!, machine) ? Stage.NoRecords : Stage.Up;
    }

    private static bool IsBeingConfigured(string name, MachineView machine)
    {
        foreach (var one in NetworkInterface.OfMachine(machine))
            if (one.Name == name) return NetworkServices.IsConfiguring(one, machine);
        return false;
    }
}
