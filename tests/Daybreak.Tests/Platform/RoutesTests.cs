using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Platform;

/// <summary>The executable as the agent of a running machine: its own root, kernel and network, in namespaces of this test.</summary>
public sealed class RoutesTests
{
    // Everything that the script creates ends with its namespaces, and those end with their process 1.
    private const string Script =
        """
        set -e
        mount --make-rprivate /
        mount -t proc proc "$1/proc"
        mount -t sysfs -o ro sysfs "$1/sys"
        mount --bind "$2" "$1/usr/sbin/daybreak"
        hostname debian
        ip link set lo up
        for i in 0 1; do
            ip link add "eth$i" type veth peer name "p$i"
            ip link set "eth$i" up
            ip address add "10.$i.0.4/24" dev "eth$i"
        done
        chroot "$1" /usr/sbin/daybreak provision --vm-id 1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11 --config /etc/daybreak.conf --imds none --media none --wireserver http://127.0.0.1:9 >&2 || true
        ip route
        """;

    [Fact]
    public void Adds_routes_to_the_platform_before_the_first_request()
    {
        Privilege.RequireOwnHostName();
        Assert.SkipUnless(File.Exists("/usr/sbin/ip"), "needs ip");
        using var machine = MachineRoot.Debian();
        foreach (string directory in (string[])["/proc", "/sys", "/usr/sbin"]) machine.MakeDirectory(directory);
        machine.Write("/usr/sbin/daybreak", "").Write("/etc/daybreak.conf", "[Provisioning]\nDeadline=3s\n");
        // No service answers; only the lease shows that the second interface leads to the platform.
        machine.Write("/var/lib/dhcp/dhclient.leases", "lease {\n  interface \"eth1\";\n  option routers 10.1.0.1;\n  option unknown-245 a8:3f:81:10;\n}\n");

        var ended = Child.Run("unshare", ["--net", "--mount", "--uts", "--pid", "--fork", "sh", "-c", Script, "sh", machine.Path, Programs.Agent]);

        Assert.True(ended.Exit == 0, ended.ToString());
        Assert.Contains("168.63.129.16 via 10.1.0.1 dev eth1", ended.Output, StringComparison.Ordinal);
        Assert.Contains("169.254.169.254 via 10.1.0.1 dev eth1", ended.Output, StringComparison.Ordinal);
        int route = ended.Error.IndexOf("platform-routes: route to 168.63.129.16 through 10.1.0.1 on eth1, the primary interface by DHCP's option 245", StringComparison.Ordinal);
        Assert.True(route >= 0 && route < ended.Error.IndexOf("GET http://", StringComparison.Ordinal), ended.ToString());
    }
}
