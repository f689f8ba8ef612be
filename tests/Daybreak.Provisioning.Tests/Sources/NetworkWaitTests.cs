using Daybreak.Core;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Tests.Rig;
using Daybreak.Provisioning.Tests.Steps;

namespace Daybreak.Provisioning.Tests.Sources;

/// <summary>A run waits for a route to the platform, and for nothing else.</summary>
public sealed class NetworkWaitTests : IDisposable
{
    private readonly NetworkMachine machine = new();
    private readonly VirtualTime time = new();
    private readonly List<(TimeSpan At, Action Happens)> happenings = [];

    public NetworkWaitTests() => machine.Interface("eth0", 2).Root.Write("/proc/net/route", "Iface\tDestination\n");

    public void Dispose() => machine.Dispose();

    [Fact]
    public void Does_not_wait_if_there_is_a_route()
    {
        machine.Network("eth0", 0).Default("eth0", 0);
        Assert.True(Wait.IsOver);
        Assert.Equal((true, TimeSpan.Zero), Await());
    }

    [Fact]
    public void Continues_as_soon_as_there_is_a_route()
    {
        At(3, () => machine.Network("eth0", 0).Default("eth0", 0));
        Assert.False(Wait.IsOver);
        var (up, length) = Await();
        Assert.True(up);
        Assert.InRange(length.TotalMilliseconds, 3000, 3020);
    }

    [Fact]
    public void Continues_after_a_while_with_an_address_and_no_routes()
    {
        At(1, () => machine.Network("eth0", 0));
        var (up, length) = Await();
        Assert.True(up);
        Assert.InRange(length - TimeSpan.FromSeconds(1), NetworkWait.ForRoutes, NetworkWait.ForRoutes + TimeSpan.FromMilliseconds(40));
    }

    [Fact]
    public void The_zeroconf_network_is_not_a_route_to_the_platform()
    {
        At(1, () => machine.Route("eth0", "0000FEA9", "00000000", "0000FFFF", flags: 1));
        At(4, () => machine.Default("eth0", 0));
        Assert.InRange(Await().Length.TotalSeconds, 4, 4.1);
    }

    [Theory]
    [InlineData("pending", true)]
    [InlineData("initialized", true)]
    [InlineData("configuring", true)]
    [InlineData("configured", false)]
    [InlineData("unmanaged", false)]
    [InlineData("failed", false)]
    public void Waits_for_the_lease_file_of_networkd(string state, bool waits)
    {
        machine.Network("eth0", 0).Default("eth0", 0).Root.Write("/run/systemd/netif/links/2", $"# This is private data. Do not parse.\nADMIN_STATE={state}\nOPER_STATE=routable\n");
        Assert.Equal(!waits, Wait.IsOver);
        var (up, length) = Await();
        Assert.True(up);
        Assert.Equal(waits, length >= NetworkWait.ForRecords);
        Assert.True(length < NetworkWait.ForRecords + TimeSpan.FromMilliseconds(40));
    }

    [Theory]
    // A device and a virtual interface: being first makes neither the primary one.
    [InlineData("eth1", "hv_netvsc")]
    [InlineData("br0", null)]
    public void Waits_for_the_primary_network_if_another_one_is_up(string other, string? driver)
    {
        machine.Interface(other, 3, driver ?? "none").Network(other, 1);
        if (driver is null) File.Delete(machine.Root.Below($"/sys/class/net/{other}/device/driver"));
        At(8, () => machine.Network("eth0", 0).Default("eth0", 0));
        Assert.InRange(Await().Length.TotalSeconds, 8, 8.1);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("[device]\nmanaged=true\n", true)]
    [InlineData("[device]\nmanaged=true\n\n[dhcp4]\ndhcp4.ip_address=10.0.0.4\n", false)]
    [InlineData("[device]\nmanaged=false\n", false)]
    public void Waits_for_the_lease_file_of_NetworkManager(string? device, bool waits)
    {
        machine.Network("eth0", 0).Default("eth0", 0).Root.MakeDirectory("/run/NetworkManager/devices");
        if (device is not null) machine.Root.Write("/run/NetworkManager/devices/2", device);
        Assert.Equal(!waits, Wait.IsOver);
        var (up, length) = Await();
        Assert.True(up);
        Assert.Equal(waits, length >= NetworkWait.ForRecords);
    }

    [Fact]
    public void Does_not_wait_for_other_interfaces_of_networkd()
    {
        machine.Interface("eth1", 3).Network("eth0", 0).Default("eth0", 0).Root.Write("/run/systemd/netif/links/3", "ADMIN_STATE=configuring\n");
        Assert.True(Wait.IsOver);
    }

    [Fact]
    public void Ends_without_a_network()
    {
        var (up, length) = Await();
        Assert.False(up);
        Assert.InRange(length, NetworkWait.Longest, NetworkWait.Longest + TimeSpan.FromMilliseconds(40));
    }

    [Fact]
    public void Ends_at_the_deadline()
    {
        var (up, length) = Await(TimeSpan.FromSeconds(7));
        Assert.False(up);
        Assert.InRange(length.TotalSeconds, 7, 7.1);
    }

    [Fact]
    public void Does_not_wait_for_a_root_directory_that_is_not_running() =>
        Assert.True(new NetworkWait(machine.Root.Directory, new NoKernel(), Clock).IsOver);

    private Clock Clock => new(time, Pass);

    private NetworkWait Wait => new(machine.Root.Directory, machine.Kernel, Clock);

    private (bool Up, TimeSpan Length) Await(TimeSpan? limit = null)
    {
        bool up = Wait.Await(Deadline.In(limit ?? TimeSpan.FromMinutes(17), Clock));
        return (up, time.Elapsed);
    }

    private void At(int second, Action happens) => happenings.Add((TimeSpan.FromSeconds(second), happens));

    private void Pass(TimeSpan length)
    {
        time.Pass(length);
        foreach (var due in happenings.Where(one => one.At <= time.Elapsed).ToList())
        {
            happenings.Remove(due);
            due.Happens();
        }
    }
}
