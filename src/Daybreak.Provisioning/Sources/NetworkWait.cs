using Daybreak.Machine.Network;

namespace Daybreak.Provisioning.Sources;

/// <summary>
/// Waits until there is a way to the platform. The first-boot unit starts while DHCP is still at work, so that what needs no network is
/// done meanwhile, and no service manager's idea of "online" has to come true first.
/// </summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="kernel">The running kernel, or none.</param>
/// <param name="clock">Waits.</param>
public sealed class NetworkWait(RootDirectory root, IKernel kernel, Clock clock)
{
    /// <summary>As long as systemd-networkd-wait-online(8) waits; then the sources say for themselves that they cannot be reached.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>For an address without routes to the platform. Routes come milliseconds after their address; a server that gives none is rare.</summary>
    internal static readonly TimeSpan ForRoutes = TimeSpan.FromSeconds(5);

    /// <summary>For systemd-networkd or NetworkManager to write down what it has done: the lease, which the host name's publication goes by. One without DHCP has no lease, and costs this time once.</summary>
    internal static readonly TimeSpan ForRecords = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private enum Stage
    {
        Nothing,
        AddressAlone,
        Unrecorded,
        Up,
    }

    /// <summary>Whether nothing has to be waited for.</summary>
    public bool IsOver => Look() == Stage.Up;

    /// <summary>Waits.</summary>
    /// <param name="deadline">Until when, at most.</param>
    /// <returns>Whether there is a network.</returns>
    public bool Await(Deadline deadline)
    {
        var end = deadline.AtMost(Longest);
        Deadline? routes = null, records = null;
        while (true)
        {
            var stage = Look();
            if (stage == Stage.AddressAlone) routes ??= end.AtMost(ForRoutes);
            if (stage == Stage.Unrecorded) records ??= end.AtMost(ForRecords);
            if (stage == Stage.Up || (stage == Stage.Unrecorded && records!.HasPassed) || (stage == Stage.AddressAlone && routes!.HasPassed)) return true;
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
            // Who cannot look does not wait: the sources have a patience of their own.
            return Stage.Up;
        }
    }

    private static Stage Look(MachineView machine)
    {
        string? through = null;
        foreach (uint address in PlatformRoute.Addresses)
        {
            // A network on a second interface, or on a bridge, is there before DHCP has given the first one its address.
            if (RouteTable.To(address, machine.Routes) is not { } route)
                return PlatformRoute.Candidates(machine).Count == 0 || PlatformRoute.IsIncomplete(machine) ? Stage.Nothing : Stage.AddressAlone;
            through ??= route.Interface;
        }
        return IsBeingConfigured(through!, machine) ? Stage.Unrecorded : Stage.Up;
    }

    private static bool IsBeingConfigured(string name, MachineView machine)
    {
        foreach (var one in NetworkInterface.OfMachine(machine))
            if (one.Name == name) return NetworkServices.IsConfiguring(one, machine);
        return false;
    }
}
