using Daybreak.Core;
using Daybreak.Core.Dhcp;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Network.Dhcp;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests.Network;

/// <summary>The leases that each client saves, with options 3, 121, 245 and 249.</summary>
public sealed class LeasesTests
{
    private static readonly Route[] AzureRoutes =
    [
        new("eth0", 0, 0, 0x0a010001), new("eth0", Ipv4.WireServer, 32, 0x0a010001), new("eth0", Ipv4.Imds, 32, 0x0a010001),
    ];

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
