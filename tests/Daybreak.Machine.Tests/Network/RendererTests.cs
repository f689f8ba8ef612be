using Daybreak.Machine.Network;

namespace Daybreak.Machine.Tests.Network;

/// <summary>The exact files for each network service.</summary>
public sealed class RendererTests
{
    private static readonly SecondaryInterface Both = new("eth1", "000d3a00aa02", "hv_netvsc", 200, ["10.1.0.5/24", "10.1.0.6/24"], ["fd00:1::5/64", "fd00:1::6/64"]);
    private static readonly SecondaryInterface Plain = new("ens4", "000d3a00aa03", null, 300, ["10.2.0.5/16"], []);

    [Fact]
    public void Writes_files_for_networkd()
    {
        Assert.Equal(
            """
            # Daybreak: a secondary interface.
            [Match]
            MACAddress=00:0d:3a:00:aa:02
            Driver=hv_netvsc

            [Link]
            RequiredForOnline=no

            [Network]
            DHCP=yes
            IPv6AcceptRA=yes
            Address=10.1.0.6/32
            Address=fd00:1::6/128

            [DHCPv4]
            RouteMetric=200
            UseDNS=no
            UseNTP=no
            UseHostname=no
            UseGateway=no

            [DHCPv6]
            UseDNS=no
            UseNTP=no
            UseHostname=no

            [IPv6AcceptRA]
            RouteMetric=200
            UseDNS=no
            UseGateway=no

            """,
            NetworkdText.Interface(Both));
        Assert.Equal(
            """
            # Daybreak: a secondary interface.
            [Match]
            MACAddress=00:0d:3a:00:aa:03

            [Link]
            RequiredForOnline=no

            [Network]
            DHCP=ipv4
            IPv6AcceptRA=no

            [DHCPv4]
            RouteMetric=300
            UseDNS=no
            UseNTP=no
            UseHostname=no
            UseGateway=no

            """,
            NetworkdText.Interface(Plain));
    }

    [Theory]
    [InlineData(0u, "Scope=link")]
    [InlineData(0x0a000001u, "Gateway=10.0.0.1")]
    public void Writes_routes_for_networkd(uint gateway, string target) =>
        Assert.Equal(
            $"""
            # Daybreak: routes to the platform's addresses, which DHCP did not provide.
            [Route]
            Destination=168.63.129.16/32
            {target}
            [Route]
            Destination=169.254.169.254/32
            {target}

            """,
            NetworkdText.PlatformRoutes(gateway));

    [Fact]
    public void Writes_files_for_NetworkManager()
    {
        Assert.Equal(
            """
            # Daybreak: a secondary interface.
            [connection]
            id=daybreak-000d3a00aa02
            uuid=64617962-7265-416b-8000-000d3a00aa02
            type=ethernet
            autoconnect-priority=10

            [ethernet]
            mac-address=00:0D:3A:00:AA:02

            [match]
            driver=hv_netvsc;

            [ipv4]
            method=auto
            address1=10.1.0.6/32
            route-metric=200
            never-default=true
            ignore-auto-dns=true

            [ipv6]
            method=auto
            address1=fd00:1::6/128
            route-metric=200
            never-default=true
            ignore-auto-dns=true

            """,
            NetworkManagerText.Connection(Both));
        Assert.Contains("[ipv6]\nmethod=link-local\nroute-metric=300\n", NetworkManagerText.Connection(Plain), StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_files_for_ifupdown()
    {
        Assert.Equal(
            """
            # Daybreak: a secondary interface.
            auto mac/00:0d:3a:00:aa:02/1=daybreak-000d3a00aa02
            iface daybreak-000d3a00aa02 inet static
                address 10.1.0.5/24
            iface daybreak-000d3a00aa02 inet static
                address 10.1.0.6/24
            iface daybreak-000d3a00aa02 inet6 static
                address fd00:1::5/64
                accept_ra 0
            iface daybreak-000d3a00aa02 inet6 static
                address fd00:1::6/64
                accept_ra 0

            """,
            IfupdownText.Stanzas(Both, byMac: true));
        Assert.Equal(
            """
            # Daybreak: a secondary interface.
            auto ens4
            iface ens4 inet static
                address 10.2.0.5/16

            """,
            IfupdownText.Stanzas(Plain, byMac: false));
    }

    [Fact]
    public void Keeps_the_metrics_of_addresses_in_any_order()
    {
        var first = InterfaceMetrics.Assign(null, ["0000000000bb", "0000000000aa"]);
        Assert.Equal(["0000000000aa 200", "0000000000bb 300"], first);
        Assert.Equal(first, InterfaceMetrics.Assign(InterfaceMetrics.Text(first), ["0000000000bb", "0000000000aa"]));
        // A new interface gets the next metric, even if its address sorts before the others.
        Assert.Equal(["000000000001 400", "0000000000aa 200", "0000000000bb 300"], InterfaceMetrics.Assign(InterfaceMetrics.Text(first), ["000000000001", "0000000000bb", "0000000000aa"]));
        // A removed interface is forgotten; the others keep their metrics.
        Assert.Equal(["0000000000bb 300"], InterfaceMetrics.Assign(InterfaceMetrics.Text(first), ["0000000000bb"]));
    }

    [Theory]
    [InlineData("nonsense\n0000000000aa\n0000000000aa x\n0000000000aa -5\n0000000000aa 100\n0000000000aa 99999999999\n")]
    [InlineData("\0\0")]
    public void Replaces_an_invalid_metrics_file(string remembered) => Assert.Equal(["0000000000aa 200"], InterfaceMetrics.Assign(remembered, ["0000000000aa"]));
}
