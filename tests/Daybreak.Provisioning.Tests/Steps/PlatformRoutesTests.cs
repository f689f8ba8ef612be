using Daybreak.Core;
using Daybreak.Core.Dhcp;
using Daybreak.Machine;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Network;
using Daybreak.Provisioning.Steps;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>Which routes are missing, and how they are added. With a real kernel: <see cref="RoutesInNamespaceTests"/>.</summary>
public sealed class PlatformRoutesTests : IDisposable
{
    private const string Option245 = "OPTION_245=a83f8110\n";
    private readonly NetworkMachine machine = new();

    public void Dispose() => machine.Dispose();

    [Fact]
    public void A_default_route_is_sufficient()
    {
        machine.Interface("eth0", 2).Network("eth0", 0).Default("eth0", 0);
        Assert.Empty(machine.Apply(new AddPlatformRoutes()));
        Assert.Empty(machine.Apply(new PersistPlatformRoutes()));
    }

    [Fact]
    public void Does_nothing_before_the_network_is_up()
    {
        machine.Interface("eth0", 2, flags: 0x1002).Root.Write("/proc/net/route", "Iface\tDestination\n").Write("/var/lib/dhcp/dhclient.leases", "lease {\n interface \"eth0\";\n option routers 10.0.0.1;\n}\n");
        Assert.Empty(machine.Apply(new AddPlatformRoutes()));
    }

    [Fact]
    public void An_interface_that_still_waits_for_its_address_may_be_the_primary_one()
    {
        machine.Interface("eth0", 2).Interface("eth1", 3).Network("eth1", 1);
        Assert.Throws<FileFailure>(() => new AddPlatformRoutes().Plan(machine.View));
        Assert.Empty(machine.Apply(new PersistPlatformRoutes()));
        Assert.Empty(machine.Kernel.Routes);
    }

    [Fact]
    public void Does_nothing_for_a_root_directory_that_is_not_running()
    {
        machine.Interface("eth0", 2).Network("eth0", 0);
        Assert.Empty(new AddPlatformRoutes().Plan(new MachineView(machine.Root.Directory, new NoKernel())).Changes);
    }

    [Theory]
    // The routes of the lease, option 121 first.
    [InlineData("ROUTER=10.1.0.9\nROUTES=0.0.0.0/0,10.1.0.2 168.63.129.16/32,10.1.0.1\n", "ROUTER=10.0.0.1\n", 0x0a010001u)]
    [InlineData("ROUTES=0.0.0.0/0,10.1.0.1\nROUTER=10.1.0.9\n" + Option245, "ROUTER=10.0.0.1\n", 0x0a010001u)]
    // Option 245 shows the interface, option 3 the gateway.
    [InlineData("ROUTER=10.1.0.1\n" + Option245, "ROUTER=10.0.0.1\n", 0x0a010001u)]
    // The only one with a default route.
    [InlineData("ROUTER=10.1.0.1\n", "", 0x0a010001u)]
    // Without a gateway, or with one of another network from an old lease: directly on the link.
    [InlineData(Option245, "", 0u)]
    [InlineData("ROUTER=192.168.7.1\n" + Option245, "", 0u)]
    public void The_primary_interface_is_the_second_one(string second, string first, uint gateway)
    {
        machine.Interface("eth0", 2).Interface("eth1", 3).Network("eth0", 0).Network("eth1", 1);
        machine.Root.Write("/run/systemd/netif/leases/2", first).Write("/run/systemd/netif/leases/3", second);
        Assert.Equal(2, machine.Apply(new AddPlatformRoutes()).Count);
        Assert.Equal([new Route("eth1", Ipv4.WireServer, 32, gateway), new Route("eth1", Ipv4.Imds, 32, gateway)], machine.Kernel.Routes);
    }

    [Fact]
    public void Adds_the_second_address_through_the_route_of_the_first()
    {
        machine.Interface("eth0", 2).Interface("eth1", 3).Network("eth0", 0).Network("eth1", 1).Route("eth1", "10813FA8", "0100010A", "FFFFFFFF", flags: 7);
        Assert.Equal(["route to 169.254.169.254 through 10.1.0.1 on eth1, the primary interface by the route to 168.63.129.16"], machine.Apply(new AddPlatformRoutes()));
        Assert.Equal([new Route("eth1", Ipv4.Imds, 32, 0x0a010001)], machine.Kernel.Routes);
    }

    [Fact]
    public void A_zeroconf_route_does_not_show_the_primary_interface()
    {
        machine.Interface("eth0", 2).Interface("eth1", 3).Network("eth0", 0).Network("eth1", 1).Route("eth0", "0000FEA9", "00000000", "0000FFFF", flags: 1);
        machine.Root.Write("/run/systemd/netif/leases/3", "ROUTER=10.1.0.1\n" + Option245);
        machine.Apply(new AddPlatformRoutes());
        Assert.Equal([new Route("eth1", Ipv4.WireServer, 32, 0x0a010001)], machine.Kernel.Routes);
    }

    [Fact]
    public void Keeps_an_unreachable_route()
    {
        machine.Interface("eth0", 2).Network("eth0", 0).Route("*", "FEA9FEA9", "00000000", "FFFFFFFF", flags: 0x205);
        machine.Apply(new AddPlatformRoutes());
        Assert.Equal([new Route("eth0", Ipv4.WireServer, 32, 0)], machine.Kernel.Routes);
    }

    [Fact]
    public void Never_adds_a_route_through_a_virtual_function()
    {
        machine.Interface("enP1p0s2", 1, "mlx5_core", flags: 0x1843).Interface("eth0", 2).Network("enP1p0s2", 0).Network("eth0", 0);
        machine.Apply(new AddPlatformRoutes());
        Assert.Equal(["eth0", "eth0"], machine.Kernel.Routes.Select(route => route.Interface));
    }

    [Fact]
    public void Fails_if_nothing_shows_the_primary_interface()
    {
        machine.Interface("eth0", 2).Interface("eth1", 3).Network("eth0", 0).Network("eth1", 1);
        var failure = Assert.Throws<FileFailure>(() => new AddPlatformRoutes().Plan(machine.View));
        Assert.Equal(
            "no route to 168.63.129.16 and 169.254.169.254, and no route or lease shows which of eth0, eth1 is the primary interface: add a route to 168.63.129.16 through it",
            failure.Message);
        // Two candidates decide nothing.
        machine.Root.Write("/run/systemd/netif/leases/2", Option245).Write("/run/systemd/netif/leases/3", Option245);
        Assert.Throws<FileFailure>(() => new AddPlatformRoutes().Plan(machine.View));
        Assert.Empty(machine.Apply(new PersistPlatformRoutes()));
    }

    [Fact]
    public void The_view_includes_planned_routes()
    {
        machine.Interface("eth0", 2).Network("eth0", 0);
        var view = machine.View;
        foreach (var change in new AddPlatformRoutes().Plan(view).Changes) view.Foresee(change);
        Assert.Empty(new AddPlatformRoutes().Plan(view).Changes);
    }

    [Fact]
    public void Networkd_adds_the_routes_at_later_boots()
    {
        machine.Interface("eth0", 2).Network("eth0", 0);
        machine.Root.Write("/run/systemd/netif/leases/2", Option245).Write("/usr/bin/networkctl", "");
        machine.Root.Write("/run/systemd/netif/links/2", "ADMIN_STATE=configured\nOPER_STATE=routable\nNETWORK_FILE=/run/systemd/network/10-netplan-eth0.network\n");
        Assert.NotEmpty(machine.Apply(new PersistPlatformRoutes()));
        Assert.Equal(NetworkdText.PlatformRoutes(0), machine.Root.Read("/etc/systemd/network/10-netplan-eth0.network.d/50-daybreak-platform.conf"));
        Assert.Equal(["/usr/bin/networkctl reload"], machine.Kernel.Programs);
        Assert.Empty(machine.Apply(new PersistPlatformRoutes()));
    }

    [Fact]
    public void Does_not_change_a_file_that_several_interfaces_use()
    {
        machine.Interface("eth0", 2).Interface("eth1", 3).Network("eth0", 0).Network("eth1", 1);
        machine.Root.Write("/run/systemd/netif/leases/2", Option245);
        foreach (int index in (int[])[2, 3]) machine.Root.Write($"/run/systemd/netif/links/{index}", "ADMIN_STATE=configured\nNETWORK_FILE=/etc/systemd/network/eth.network\n");
        Assert.Empty(machine.Apply(new PersistPlatformRoutes()));
        machine.Root.Write("/run/systemd/netif/links/3", "ADMIN_STATE=unmanaged\n");
        Assert.NotEmpty(machine.Apply(new PersistPlatformRoutes()));
    }

    [Fact]
    public void Without_networkd_a_unit_adds_the_routes_at_later_boots()
    {
        const string unit = "/usr/lib/systemd/system/azure-network.service", link = "/etc/systemd/system/multi-user.target.wants/azure-network.service";
        machine.Interface("eth0", 2).Network("eth0", 0);
        Assert.Empty(machine.Apply(new PersistPlatformRoutes()));
        machine.Root.Write(unit, "[Unit]\n").MakeDirectory("/etc/systemd/system/multi-user.target.wants");
        Assert.Single(machine.Apply(new PersistPlatformRoutes()));
        Assert.Equal(unit, new FileInfo(machine.Root.Below(link)).LinkTarget);
        Assert.Empty(machine.Apply(new PersistPlatformRoutes()));
    }
}
