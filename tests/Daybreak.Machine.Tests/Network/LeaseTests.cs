using Daybreak.Core;
using Daybreak.Core.Dhcp;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Network.Dhcp;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests.Network;

/// <summary>The routes of a lease: options 121, 249 and 3 in the format of each client.</summary>
public sealed class LeaseTests
{
    private static readonly Route[] AzureRoutes =
    [
        new("eth0", 0, 0, 0x0a010001), new("eth0", Ipv4.WireServer, 32, 0x0a010001), new("eth0", Ipv4.Imds, 32, 0x0a010001),
    ];

    private static byte[] Option121 => [0, 10, 1, 0, 1, 32, 168, 63, 129, 16, 10, 1, 0, 1, 32, 169, 254, 169, 254, 10, 1, 0, 1];

    [Fact]
    public void Decodes_classless_routes() => Assert.Equal(AzureRoutes, Lease.Decode("eth0", Option121));

    [Fact]
    public void Decodes_networks_of_variable_length() =>
        Assert.Equal(
            [new Route("eth0", 0x0a000000, 8, 1), new Route("eth0", 0x0a110000, 17, 2), new Route("eth0", 0xc0a82a00, 25, 3)],
            Lease.Decode("eth0", [8, 10, 0, 0, 0, 1, 17, 10, 17, 0, 0, 0, 0, 2, 25, 192, 168, 42, 0, 0, 0, 0, 3]));

    [Fact]
    public void Keeps_the_routes_before_an_error()
    {
        for (int length = 0; length < Option121.Length; length++)
            Assert.Equal(AzureRoutes.Take(length < 5 ? 0 : length < 14 ? 1 : 2), Lease.Decode("eth0", Option121.AsSpan(0, length)));
        Assert.Empty(Lease.Decode("eth0", [33, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    }

    [Theory]
    [InlineData("/run/systemd/netif/leases/2", "ADDRESS=10.1.0.4\nROUTER=10.1.0.1\nROUTES=0.0.0.0/0,10.1.0.1 168.63.129.16/32,10.1.0.1 169.254.169.254/32,10.1.0.1\nOPTION_245=a83f8110\n")]
    [InlineData("/run/systemd/netif/leases/2", "ADDRESS=10.1.0.4\nROUTER=10.1.0.1\nOPTION_245=a83f8110\nOPTION_249=000a01000120a83f81100a01000120a9fea9fe0a010001\n")]
    [InlineData("/run/NetworkManager/devices/2", "[device]\nmanaged=true\n[dhcp4]\ndhcp4.ip_address=10.1.0.4\ndhcp4.private_245=a8:3f:81:10\ndhcp4.routers=10.1.0.1\ndhcp4.rfc3442_classless_static_routes=0.0.0.0/0 10.1.0.1 168.63.129.16/32 10.1.0.1 169.254.169.254/32 10.1.0.1\n")]
    [InlineData("/run/daybreak/eth0.udhcpc", "OPTION_245=a83f8110\nROUTER=10.1.0.1\nROUTES=0.0.0.0/0 10.1.0.1 168.63.129.16/32 10.1.0.1 169.254.169.254/32 10.1.0.1\n")]
    [InlineData("/var/lib/dhcp/dhclient.eth0.leases", "lease {\n  interface \"eth0\";\n  option routers 10.9.0.1;\n}\nlease {\n  interface \"eth0\";\n  option routers 10.1.0.1;\n  option unknown-245 a8:3f:81:10;\n  option rfc3442-classless-static-routes 0,10,1,0,1,32,168,63,129,16,10,1,0,1,32,169,254,169,254,10,1,0,1;\n  expire 5 2026/11/20 10:00:00;\n}\n")]
    [InlineData("/var/lib/dhclient/dhclient.leases", "lease {\n  interface \"eth0\";\n  option routers 10.1.0.1,10.1.0.2;\n  option unknown-245 a8:3f:81:10;\n  option classless-static-routes 0 10.1.0.1,32.168.63.129.16 10.1.0.1,32.169.254.169.254 10.1.0.1;\n}\n")]
    [InlineData("/var/lib/dhclient/dhclient.leases", "lease {\n  interface \"eth0\";\n  option routers 10.1.0.1;\n  option unknown-245 \"bL6 \";\n  option unknown-121 0:a:1:0:1:20:a8:3f:81:10:a:1:0:1:20:a9:fe:a9:fe:a:1:0:1;\n  option ms-classless-static-routes 8,10,0,0,0,1;\n}\n")]
    [InlineData("/var/lib/dhclient/dhclient--eth0.lease", "lease {\n  interface \"eth0\";\n  option routers 10.1.0.1;\n  option unknown-245 a8:3f:81:10;\n  option unknown-249 0:a:1:0:1:20:a8:3f:81:10:a:1:0:1:20:a9:fe:a9:fe:a:1:0:1;\n}\n")]
    public void Reads_the_same_lease_of_each_client(string path, string text)
    {
        using var root = new ThrowAwayRoot();
        root.File("/sys/class/net/eth0/ifindex", "2\n");
        root.File(path, text);
        IsAzures(Assert.Single(Leases.OfMachine(new MachineView(root.Root, new NoKernel()))));
    }

    [Fact]
    public void Reads_the_packet_that_dhcpcd_saves()
    {
        byte[] head = [.. new byte[236], 0x63, 0x82, 0x53, 0x63];
        IsAzures(LeaseParser.FromPacket("eth0", [.. head, 0, 3, 4, 10, 1, 0, 1, 245, 4, 168, 63, 129, 16, 249, 1, 0, 121, (byte)Option121.Length, .. Option121, 255]));
        IsAzures(LeaseParser.FromPacket("eth0", [.. head, 3, 4, 10, 1, 0, 1, 245, 4, 168, 63, 129, 16, 249, (byte)Option121.Length, .. Option121, 255]));
        Assert.Equal(0u, LeaseParser.FromPacket("eth0", [.. head, 3, 200, 10]).Router);
        Assert.Empty(LeaseParser.FromPacket("eth0", [1, 2, 3]).Routes);
        Assert.Empty(LeaseParser.FromPacket("eth0", [.. new byte[240], 121, (byte)Option121.Length, .. Option121, 255]).Routes);
    }

    [Theory]
    [InlineData("/run/systemd/netif/leases/9", "ROUTER=10.1.0.1\n")]
    [InlineData("/run/NetworkManager/devices/2", "[device]\nmanaged=true\n")]
    [InlineData("/var/lib/dhcp/dhclient.leases", "lease {\n  option routers 10.1.0.1;\n}\n")]
    [InlineData("/var/lib/dhcp/dhclient.leases", "lease {\n  interface \"eth0\";\n  option routers 10.1.0.1;\n")]
    [InlineData("/run/systemd/netif/leases/2/3", "a directory in the file's place")]
    public void Ignores_invalid_leases_and_leases_without_an_interface(string path, string text)
    {
        using var root = new ThrowAwayRoot();
        root.File("/sys/class/net/eth0/ifindex", "2\n");
        root.File(path, text);
        Assert.Empty(Leases.OfMachine(new MachineView(root.Root, new NoKernel())));
    }

    private static void IsAzures(Lease lease)
    {
        Assert.Equal(("eth0", 0x0a010001u, true), (lease.Interface, lease.Router, lease.WireServer is not null));
        Assert.Equal(AzureRoutes, lease.Routes);
    }
}
