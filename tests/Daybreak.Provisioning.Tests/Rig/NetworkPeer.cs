using System.Diagnostics;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>The other end of eth0 and eth1 (10.0.0.0/24, 10.1.0.0/24), in a namespace of its own, with a DHCP server; Azure's addresses are behind eth1.</summary>
internal sealed class NetworkPeer : IDisposable
{
    private readonly string root;
    private readonly Process holder, server;

    public NetworkPeer(string root, params string[] options)
    {
        this.root = root;
        holder = NetworkNamespace.Start("/usr/bin/unshare", "--net", "sleep", "120");
        string id = $"{holder.Id}";
        // The namespace exists when the program has become "sleep".
        for (int i = 0; i < 500 && File.ReadAllText($"/proc/{id}/comm").Trim() != "sleep"; i++) Thread.Sleep(10);
        for (int i = 0; i < 2; i++)
        {
            NetworkNamespace.Do("/usr/sbin/ip", "link", "add", $"eth{i}", "type", "veth", "peer", "name", $"p{i}", "netns", id);
            NetworkNamespace.Do("/usr/sbin/ip", "link", "set", $"eth{i}", "up");
            Inside("ip", "address", "add", $"10.{i}.0.1/24", "dev", $"p{i}");
            Inside("ip", "link", "set", $"p{i}", "up");
        }
        Inside("ip", "address", "add", "168.63.129.16/32", "dev", "p1");
        Inside("ip", "address", "add", "169.254.169.254/32", "dev", "p1");
        // Option 3 empty: dnsmasq names itself as the router otherwise.
        server = NetworkNamespace.Start(
            "/usr/bin/nsenter",
            ["--target", id, "--net", "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--user=root", "--pid-file=", "--bind-interfaces", "--interface=p0", "--interface=p1",
                "--dhcp-range=10.0.0.4,10.0.0.9,255.255.255.0", "--dhcp-range=10.1.0.4,10.1.0.9,255.255.255.0", $"--dhcp-leasefile={root}/leases", "--no-ping", "--dhcp-option=3", .. options]);
        File.WriteAllText(Path.Combine(root, "hook"), File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "packaging/udhcpc")).Replace("/run/daybreak", $"{root}/run/daybreak", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(root, "client"), $"#!/bin/sh\n[ \"$1\" = bound ] || exit 0\nip address add \"$ip/$mask\" dev \"$interface\"\n. {root}/hook\n");
        File.SetUnixFileMode(Path.Combine(root, "client"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Lease(string name) =>
        NetworkNamespace.Do("/usr/bin/busybox", "udhcpc", "-i", name, "-n", "-q", "-f", "-t", "10", "-T", "1", "-O", "staticroutes", "-O", "245", "-s", $"{root}/client");

    public void Dispose()
    {
        foreach (var process in (Process[])[server, holder])
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    private void Inside(params string[] command) => NetworkNamespace.Do("/usr/bin/nsenter", ["--target", $"{holder.Id}", "--net", .. command]);
}
