using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Network;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>
/// The real kernel, a real DHCP server and client, two interfaces: the first one's network leads nowhere, behind the second one is the
/// platform. The peer's addresses of Azure exist in a namespace of this test alone.
/// </summary>
public sealed class RoutesInNamespaceTests
{
    [Fact]
    public void Dhcp_without_any_route() => NetworkNamespace.Run(root =>
    {
        using var peer = new Peer(root, "--dhcp-option=tag:p1,245,168.63.129.16");
        peer.Lease("eth0");
        peer.Lease("eth1");
        Adds(root);
        Assert.Contains("168.63.129.16 dev eth1 scope link", NetworkNamespace.Do("/usr/sbin/ip", "route"), StringComparison.Ordinal);
        Assert.Contains("169.254.169.254 dev eth1 scope link", NetworkNamespace.Do("/usr/sbin/ip", "route"), StringComparison.Ordinal);
    });

    [Fact]
    public void Dhcp_with_routes_that_its_client_does_not_take() => NetworkNamespace.Run(root =>
    {
        using var peer = new Peer(root, "--dhcp-option=tag:p1,121,168.63.129.16/32,10.1.0.1,169.254.169.254/32,10.1.0.1");
        peer.Lease("eth0");
        peer.Lease("eth1");
        Adds(root);
        Assert.Contains("168.63.129.16 via 10.1.0.1 dev eth1", NetworkNamespace.Do("/usr/sbin/ip", "route"), StringComparison.Ordinal);
    });

    [Fact]
    public void Dhcp_that_tells_neither() => NetworkNamespace.Run(root =>
    {
        using var peer = new Peer(root);
        peer.Lease("eth0");
        peer.Lease("eth1");
        using var directory = RootDirectory.Open(root);
        Assert.Throws<FileFailure>(() => new KeepPlatformRoutes().Plan(View(directory)).ToList());
    });

    [Fact]
    public void The_kernels_refusal_is_a_sentence() => NetworkNamespace.Run(root =>
    {
        using var directory = RootDirectory.Open(root);
        Assert.Empty(new KeepPlatformRoutes().Plan(View(directory)));
        var add = new AddRoute(new Route("eth7", Ipv4.Imds, 32, 0), "a route");
        Assert.Equal("cannot add a route to 169.254.169.254/32 through eth7: No such device", new Executor(directory, Kernel(directory)).Apply(add)?.Reason);
    });

    private static void Adds(string root)
    {
        using var directory = RootDirectory.Open(root);
        Assert.Equal(SocketError.NetworkUnreachable, Knock(Ipv4.WireServer));
        var changes = new KeepPlatformRoutes().Plan(View(directory)).ToList();
        Assert.Equal(2, changes.Count);
        var executor = new Executor(directory, Kernel(directory));
        // Twice: what is there already is enough.
        foreach (var change in changes.Concat(changes)) Assert.Null(executor.Apply(change)?.Reason);
        Assert.Empty(new KeepPlatformRoutes().Plan(View(directory)));
        // Nobody listens; that somebody says so is what counts.
        Assert.Equal(SocketError.ConnectionRefused, Knock(Ipv4.WireServer));
        Assert.Equal(SocketError.ConnectionRefused, Knock(Ipv4.Imds));
    }

    private static RunningKernel Kernel(RootDirectory directory) => new(directory, TimeProvider.System);

    private static MachineView View(RootDirectory directory) => new(directory, Kernel(directory));

    private static SocketError Knock(uint address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(new IPEndPoint(IPAddress.Parse(Ipv4.Text(address)), 80));
            return SocketError.Success;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode;
        }
    }

    /// <summary>The other end of both interfaces, in a namespace of its own.</summary>
    private sealed class Peer : IDisposable
    {
        private readonly string root;
        private readonly Process holder, server;

        public Peer(string root, params string[] options)
        {
            this.root = root;
            holder = NetworkNamespace.Start("/usr/bin/unshare", "--net", "sleep", "120");
            string id = $"{holder.Id}";
            // The namespace is there when the program has become "sleep".
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
}
