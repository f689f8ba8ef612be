using System.Diagnostics;
using Daybreak.Configuration;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Platform.Imds;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>The real systemd-networkd with the files that the steps write.</summary>
public sealed class NetworkdInNamespaceTests
{
    private const string Networkd = "/usr/lib/systemd/systemd-networkd", Etc = "/etc/systemd/network", Link = "/run/systemd/netif/links/";

    [Fact]
    public void A_secondary_interface() => Run((root, directory) =>
    {
        // Both servers offer a default route and a DNS server; only the first network reaches the platform.
        using var peer = new NetworkPeer(root, "--dhcp-option=3,10.9.9.9", "--dhcp-option=6,9.9.9.9", "--dhcp-option-force=tag:p0,245,168.63.129.16");
        File.WriteAllText($"{root}{Etc}/50-eth.network", "[Match]\nName=eth*\n[Network]\nDHCP=ipv4\n");
        using (Start(() => Leased(root, 0) && Leased(root, 1)))
        {
            Assert.Contains("default", Routes("eth1"), StringComparison.Ordinal);
            string mac = File.ReadAllText($"{root}/sys/class/net/eth1/address").Trim().Replace(":", "", StringComparison.Ordinal);
            var vm = Specifications.Of(new ImdsInstance
            {
                ApiVersion = "2025-04-07",
                ComputerName = "vm1",
                Interfaces = [new(mac, ["10.1.0.5", "10.1.0.77"]) { Subnets = ["10.1.0.0/24"] }, new("000000000001", ["10.0.0.5"])],
            }).Value!;
            var step = new ConfigureSecondaryInterfaces(new NetworkSettings { ConfigureSecondary = true });
            Apply(directory, step.Plan(vm, View(directory)).Changes);
            Assert.Empty(step.Plan(vm, View(directory)).Changes);
        }

        NetworkNamespace.Do("/usr/sbin/ip", "address", "flush", "dev", "eth1");
        using (Start(() => Leased(root, 1) && Routes("eth1").Length > 0 && NetworkNamespace.Do("/usr/sbin/ip", "address").Contains("10.1.0.77/32", StringComparison.Ordinal)))
        {
            string routes = Routes("eth1");
            Assert.Matches("10\\.1\\.0\\.0/24 .* metric 200", routes);
            Assert.DoesNotContain("default", routes, StringComparison.Ordinal);
            Assert.DoesNotContain("src 10.1.0.77", routes, StringComparison.Ordinal);
            string link = File.ReadAllText($"{root}{Link}{Index(root, 1)}");
            Assert.Contains("\nDNS=\n", link, StringComparison.Ordinal);
            Assert.Contains("\nNETWORK_FILE=/etc/systemd/network/10-daybreak-", link, StringComparison.Ordinal);
            Assert.Contains("default", Routes("eth0"), StringComparison.Ordinal);
        }
    });

    [Fact]
    public void Restores_routes_to_the_platform_at_the_next_boot() => Run((root, directory) =>
    {
        using var peer = new NetworkPeer(root, "--dhcp-option-force=tag:p1,245,168.63.129.16");
        for (int i = 0; i < 2; i++) File.WriteAllText($"{root}{Etc}/50-eth{i}.network", $"[Match]\nName=eth{i}\n[Network]\nDHCP=ipv4\n");
        using (Start(() => Leased(root, 0) && Leased(root, 1)))
            Apply(directory, new PersistPlatformRoutes().Plan(View(directory)).Changes);
        // As at the next boot, when only the file is left.
        foreach (string name in (string[])["eth0", "eth1"]) NetworkNamespace.Do("/usr/sbin/ip", "address", "flush", "dev", name);
        using (Start(() => Routes("eth1").Contains("169.254.169.254", StringComparison.Ordinal)))
        {
            Assert.Contains("168.63.129.16 proto static scope link", Routes("eth1"), StringComparison.Ordinal);
            Assert.DoesNotContain("168.63.129.16", Routes("eth0"), StringComparison.Ordinal);
            Assert.Empty(new AddPlatformRoutes().Plan(View(directory)).Changes);
        }
    });

    [Fact]
    public void Networkd_accepts_the_shipped_files() => Run((root, _) =>
    {
        using var peer = new NetworkPeer(root);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "packaging/network/01-azure-virtual-function.network"), $"{root}{Etc}/01-azure-virtual-function.network");
        File.WriteAllText($"{root}{Etc}/50-eth.network", "[Match]\nName=eth*\n[Network]\nDHCP=ipv4\n");
        using (Start(() => Leased(root, 0)))
            Assert.Contains("NETWORK_FILE=/etc/systemd/network/50-eth.network", File.ReadAllText($"{root}{Link}{Index(root, 0)}"), StringComparison.Ordinal);
    });

    private static void Run(Action<string, RootDirectory> body)
    {
        Assert.SkipUnless(File.Exists(Networkd) && Directory.Exists(Etc), $"needs {Networkd}");
        NetworkNamespace.Run(root =>
        {
            foreach (string path in (string[])[Etc, "/run", "/sys"]) NetworkNamespace.Cover(root, path);
            Directory.CreateDirectory("/run/systemd/netif");
            foreach (string name in (string[])["links", "leases", "lldp"]) NetworkNamespace.Do("/usr/bin/install", "-d", "-o", "systemd-network", "-g", "systemd-network", $"/run/systemd/netif/{name}");
            NetworkNamespace.Do("/usr/bin/chown", "systemd-network:systemd-network", "/run/systemd/netif");
            NetworkNamespace.Do("/usr/bin/chmod", "755", root);
            using var directory = RootDirectory.Open(root);
            body(root, directory);
        });
    }

    private static Running Start(Func<bool> ready)
    {
        var running = new Running(NetworkNamespace.Start(Networkd));
        for (int i = 0; i < 1000 && !ready(); i++) Thread.Sleep(20);
        bool isReady = ready();
        if (!isReady) running.Dispose();
        Assert.True(isReady, $"{running.Said}{NetworkNamespace.Do("/usr/sbin/ip", "route")}");
        return running;
    }

    private static bool Leased(string root, int number) => File.Exists($"{root}/run/systemd/netif/leases/{Index(root, number)}") && Routes($"eth{number}").Length > 0;

    private static string Index(string root, int number) => File.ReadAllText($"{root}/sys/class/net/eth{number}/ifindex").Trim();

    private static string Routes(string name) => NetworkNamespace.Do("/usr/sbin/ip", "route", "show", "dev", name);

    private static MachineView View(RootDirectory directory) => new(directory, new RunningKernel(directory, TimeProvider.System));

    private static void Apply(RootDirectory directory, IEnumerable<Change> changes)
    {
        var executor = new Executor(directory, new RunningKernel(directory, TimeProvider.System));
        int count = 0;
        foreach (var change in changes.ToList())
        {
            Assert.Null(executor.Apply(change)?.Reason);
            count++;
        }
        Assert.True(count > 0);
    }

    /// <summary>Runs networkd and checks at the end that it logged no error about a file.</summary>
    private sealed class Running(Process process) : IDisposable
    {
        public string Said { get; private set; } = "";

        public void Dispose()
        {
            process.Kill();
            Said = process.StandardError.ReadToEnd() + process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            process.Dispose();
            Assert.DoesNotMatch("(?i)unknown (key|section)|ignoring|failed to parse", Said);
        }
    }
}
