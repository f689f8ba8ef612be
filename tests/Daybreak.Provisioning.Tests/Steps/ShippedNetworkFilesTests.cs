using Daybreak.Machine.Network;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>The files of packaging/network and of ifupdown, with the real udev and ifupdown on a pair of virtual interfaces.</summary>
public sealed class ShippedNetworkFilesTests
{
    private const string Rules = "10-azure-virtual-function.rules", NetVsc = "50-azure-netvsc.link";

    [Fact]
    public void The_udev_rule_ignores_other_interfaces() => Run(root =>
    {
        Put(root, "/run/udev/rules.d", Rules, Shipped(Rules));
        string said = Udevadm("test", "--action=add");
        Assert.Contains($"Reading rules file: /run/udev/rules.d/{Rules}", said, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)invalid|unknown|failed to parse", said);
        Assert.DoesNotContain("UNMANAGED", said.ToUpperInvariant(), StringComparison.Ordinal);
    });

    [Fact]
    public void The_udev_rule_sets_the_properties_for_networkd_and_NetworkManager() => Run(root =>
    {
        // There is no virtual function and no slave here, so the rule is tested without the driver and with existing flags (0x1002).
        string rule = Shipped(Rules).Replace("DRIVERS==\"mlx4_core|mlx5_core|mana\", ", "", StringComparison.Ordinal).Replace("0x*[89abcdefABCDEF]??", "0x*[0-7]??", StringComparison.Ordinal);
        Put(root, "/run/udev/rules.d", Rules, rule);
        string said = Udevadm("test", "--action=add");
        foreach (string property in (string[])["ID_NET_MANAGED_BY=unmanaged", "AZURE_VIRTUAL_FUNCTION=1", "NM_UNMANAGED=1"]) Assert.Contains(property, said, StringComparison.Ordinal);
    });

    [Theory]
    // With and without IFF_SLAVE (0x800).
    [InlineData("0x1843", true)]
    [InlineData("0x843", true)]
    [InlineData("0x11c43", true)]
    [InlineData("0x1043", false)]
    [InlineData("0x1003", false)]
    [InlineData("0x11043", false)]
    [InlineData("0x8", false)]
    public void The_udev_rule_matches_the_flag_of_a_slave(string flags, bool isSlave)
    {
        string pattern = Shipped(Rules).Split("ATTR{flags}==\"")[1].Split('"')[0];
        Assert.Equal(isSlave ? "yes" : "no", NetworkNamespace.Do("/bin/sh", "-c", $"case {flags} in {pattern}) printf yes ;; *) printf no ;; esac"));
    }

    [Fact]
    public void The_link_file_keeps_the_kernels_name() => Run(root =>
    {
        // The driver of veth replaces hv_netvsc.
        Put(root, "/run/systemd/network", NetVsc, Shipped(NetVsc).Replace("hv_netvsc", "veth", StringComparison.Ordinal));
        string said = Udevadm("test-builtin", "net_setup_link");
        Assert.Contains($"ID_NET_LINK_FILE=/run/systemd/network/{NetVsc}", said, StringComparison.Ordinal);
        Assert.Contains("ID_NET_NAME=eth1", said, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)unknown key|unknown section|failed to parse", said);
    });

    [Fact]
    public void Ifupdown_accepts_the_stanzas() => Run(root =>
    {
        string? ifup = Ifup();
        Assert.SkipUnless(ifup is not null, "needs Debian's ifupdown, which test.sh has unpacked by eng/unpack.sh");
        string mac = File.ReadAllText("/sys/class/net/eth1/address").Trim().Replace(":", "", StringComparison.Ordinal);
        var one = new SecondaryInterface("eth1", mac, null, 200, ["10.1.0.5/24", "10.1.0.6/24"], []);
        Put(root, "", "interfaces", IfupdownText.Stanzas(one, byMac: true));
        Directory.CreateDirectory("/run/network");
        NetworkNamespace.Do(ifup!, "--interfaces", $"{root}/interfaces", "--no-scripts", "-a");
        string addresses = NetworkNamespace.Do("/usr/sbin/ip", "address", "show", "dev", "eth1");
        Assert.Contains("10.1.0.5/24", addresses, StringComparison.Ordinal);
        Assert.Contains("10.1.0.6/24", addresses, StringComparison.Ordinal);
    });

    private static void Run(Action<string> body) => NetworkNamespace.Run(root =>
    {
        Assert.SkipUnless(File.Exists("/usr/bin/udevadm"), "needs udevadm");
        foreach (string path in (string[])["/run", "/sys"]) NetworkNamespace.Cover(root, path);
        // Only Daybreak's rules.
        foreach (string path in (string[])["/etc/udev/rules.d", "/usr/lib/udev/rules.d"])
            if (Directory.Exists(path)) NetworkNamespace.Cover(root, path);
        NetworkNamespace.Do("/usr/sbin/ip", "link", "add", "eth1", "type", "veth", "peer", "name", "p1");
        body(root);
    });

    private static void Put(string root, string directory, string name, string text)
    {
        Directory.CreateDirectory(root + directory);
        File.WriteAllText($"{root}{directory}/{name}", text);
    }

    private static string? Ifup()
    {
        if (File.Exists("/sbin/ifup")) return "/sbin/ifup";
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
            if (Path.Combine(above.FullName, "artifacts/ifupdown/sbin/ifup") is var unpacked && File.Exists(unpacked)) return unpacked;
        return null;
    }

    private static string Shipped(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "packaging/network", name));

    private static string Udevadm(params string[] words) => NetworkNamespace.Do("/bin/sh", "-c", $"SYSTEMD_LOG_LEVEL=debug udevadm {string.Join(' ', words)} /sys/class/net/eth1 2>&1");
}
