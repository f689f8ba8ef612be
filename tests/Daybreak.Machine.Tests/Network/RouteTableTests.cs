using Daybreak.Core;
using Daybreak.Core.Dhcp;
using Daybreak.Machine.Network;

namespace Daybreak.Machine.Tests.Network;

/// <summary>/proc/net/route in the format of the kernel.</summary>
public sealed class RouteTableTests
{
    // From an Azure VM: the default route, routes to the platform's two addresses through 10.0.0.1, and the network on eth0.
    private const string Azure =
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n" +
        "eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n" +
        "eth0\t0000000A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n" +
        "eth0\t10813FA8\t0100000A\t0007\t0\t0\t100\tFFFFFFFF\t0\t0\t0\n" +
        "eth0\tFEA9FEA9\t0100000A\t0007\t0\t0\t100\tFFFFFFFF\t0\t0\t0\n";

    [Fact]
    public void Parses_a_table()
    {
        var routes = RouteTable.Parse(Azure);
        Assert.Equal(new Route("eth0", 0, 0, 0x0a000001, 100), routes[0]);
        Assert.Equal(new Route("eth0", 0x0a000000, 24, 0, 100), routes[1]);
        Assert.Equal(new Route("eth0", Ipv4.WireServer, 32, 0x0a000001, 100), RouteTable.To(Ipv4.WireServer, routes));
        Assert.Equal(new Route("eth0", Ipv4.Imds, 32, 0x0a000001, 100), RouteTable.To(Ipv4.Imds, routes));
        Assert.Equal(4, routes.Count);
    }

    [Fact]
    public void Selects_the_longest_prefix_then_the_lowest_metric()
    {
        var routes = RouteTable.Parse(
            "eth0\t00000000\t0100000A\t0003\t0\t0\t200\t00000000\t0\t0\t0\n" +
            "eth1\t00000000\t0100010A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n" +
            "eth2\t0000FEA9\t00000000\t0001\t0\t0\t900\t0000FFFF\t0\t0\t0\n");
        Assert.Equal("eth1", RouteTable.To(Ipv4.WireServer, routes)?.Interface);
        Assert.Equal("eth2", RouteTable.To(Ipv4.Imds, routes)?.Interface);
    }

    [Fact]
    public void Includes_a_reject_route()
    {
        var route = Assert.Single(RouteTable.Parse("*\tFEA9FEA9\t00000000\t0205\t0\t0\t0\tFFFFFFFF\t0\t0\t0\n"));
        Assert.True(route.Refuses);
        Assert.True(route.Covers(Ipv4.Imds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Iface\tDestination\tGateway\n")]
    [InlineData("eth0\tXYZ\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n")]
    [InlineData("eth0\t00000000\t00000000\t0001\t0\t0\t-5\t00000000\t0\t0\t0\n")]
    [InlineData("eth0\t00000000\t00000000\t0000\t0\t0\t0\t00000000\t0\t0\t0\n")]
    [InlineData("eth0\tFFFFFFFFFF\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n")]
    [InlineData("\0\0\0 \0 \0")]
    public void Ignores_invalid_lines(string text) => Assert.Empty(RouteTable.Parse(text));
}
