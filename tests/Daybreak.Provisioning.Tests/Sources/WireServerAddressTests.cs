using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Sources;

public class WireServerAddressTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private const string Dhclient = "lease {\n  option unknown-245 4:3:2:1;\n  expire never;\n}\n";

    [Theory]
    [InlineData("/run/systemd/netif/leases/2", "ADDRESS=10.0.0.4\nOPTION_245=04030201\n")]
    [InlineData("/var/lib/NetworkManager/internal-5fb06bd0-eth0.lease", "ADDRESS=10.0.0.4\nOPTION_245=04030201\n")]
    [InlineData("/var/lib/NetworkManager/dhclient-5fb06bd0-eth0.lease", Dhclient)]
    [InlineData("/var/lib/dhcp/dhclient.leases", Dhclient)]
    [InlineData("/var/lib/dhcp/dhclient.eth0.leases", Dhclient)]
    [InlineData("/var/lib/dhclient/dhclient--eth0.lease", Dhclient)]
    [InlineData("/var/lib/dhclient/dhclient.leases", Dhclient)]
    [InlineData("/run/daybreak/eth0.udhcpc", "OPTION_245=04030201\n")]
    public void Reads_option_245_of_a_lease(string path, string lease)
    {
        using var root = new ThrowAwayRoot().Write(path, lease);
        Assert.Equal("http://4.3.2.1", WireServerAddress.Find(root.Directory, Now).ToString());
    }

    [Fact]
    public void Reads_option_245_of_a_dhcpcd_packet()
    {
        using var root = new ThrowAwayRoot().MakeDirectory("/var/lib/dhcpcd");
        File.WriteAllBytes(root.Below("/var/lib/dhcpcd/eth0.lease"), [.. new byte[236], 0x63, 0x82, 0x53, 0x63, 245, 4, 4, 3, 2, 1, 255]);
        Assert.Equal("http://4.3.2.1", WireServerAddress.Find(root.Directory, Now).ToString());
    }

    [Fact]
    public void Reads_the_file_of_the_udhcpc_hook()
    {
        using var root = new ThrowAwayRoot();
        string hook = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "packaging/udhcpc")).Replace("/run/daybreak", root.Below("/run/daybreak"), StringComparison.Ordinal);
        root.Write("/hook", hook);
        foreach (string interfaceName in (string[])["eth0", "../../etc/evil", ""])
        {
            using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", [root.Below("/hook"), "bound"])
            {
                Environment = { ["interface"] = interfaceName, ["opt245"] = "04030201" },
            })!;
            Assert.True(process.WaitForExit(10_000));
            Assert.Equal(0, process.ExitCode);
        }
        Assert.Equal("http://4.3.2.1", WireServerAddress.Find(root.Directory, Now).ToString());
        Assert.False(root.Has("/etc"));
    }

    [Theory]
    [InlineData("/run/daybreak/eth0.udhcpc.new", "OPTION_245=04030201\n")]
    [InlineData("/run/systemd/netif/leases/2", "ADDRESS=10.0.0.4\n")]
    [InlineData("/run/systemd/netif/leases", "a file in the directory's place")]
    [InlineData("/run/systemd/netif/leases/2/3", "a directory in the file's place")]
    [InlineData("/var/lib/dhcp/dhclient.leases", "lease {\n  option unknown-245 4:3:2:1;\n  expire 0 2026/02/28 12:00:00;\n}\n")]
    [InlineData("/var/lib/dhcp/dhclient.leases.bak", Dhclient)]
    public void Without_a_lease_it_is_the_usual_address(string path, string content)
    {
        using var root = new ThrowAwayRoot().Write(path, content);
        Assert.Equal("http://168.63.129.16", WireServerAddress.Find(root.Directory, Now).ToString());
    }

    [Fact]
    public void Reads_the_lease_of_a_second_interface()
    {
        using var root = new ThrowAwayRoot().Write("/run/systemd/netif/leases/2", "ADDRESS=10.0.0.4\n").Write("/run/systemd/netif/leases/3", "OPTION_245=04030201\n");
        Assert.Equal("http://4.3.2.1", WireServerAddress.Find(root.Directory, Now).ToString());
    }

    [Fact]
    public void Ignores_link_loops_and_large_files()
    {
        using var root = new ThrowAwayRoot().Link("/var/lib/dhcp", "/var/lib/dhcp").Write("/run/systemd/netif/leases/2", new string('x', 9 << 20));
        Assert.Equal("http://168.63.129.16", WireServerAddress.Find(root.Directory, Now).ToString());
    }
}
