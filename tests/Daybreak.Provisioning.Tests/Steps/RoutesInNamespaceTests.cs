using System.Net;
using System.Net.Sockets;
using Daybreak.Core;
using Daybreak.Core.Dhcp;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
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
        using var peer = new NetworkPeer(root, "--dhcp-option=tag:p1,245,168.63.129.16");
        peer.Lease("eth0");
        peer.Lease("eth1");
        Adds(root);
        Assert.Contains("168.63.129.16 dev eth1 scope link", NetworkNamespace.Do("/usr/sbin/ip", "route"), StringComparison.Ordinal);
        Assert.Contains("169.254.169.254 dev eth1 scope link", NetworkNamespace.Do("/usr/sbin/ip", "route"), StringComparison.Ordinal);
    });

    [Fact]
    public void Dhcp_with_routes_that_its_client_does_not_take() => NetworkNamespace.Run(root =>
    {
        using var peer = new NetworkPeer(root, "--dhcp-option=tag:p1,121,168.63.129.16/32,10.1.0.1,169.254.169.254/32,10.1.0.1");
        peer.Lease("eth0");
        peer.Lease("eth1");
        Adds(root);
        Assert.Contains("168.63.129.16 via 10.1.0.1 dev eth1", NetworkNamespace.Do("/usr/sbin/ip", "route"), StringComparison.Ordinal);
    });

    [Fact]
    public void Dhcp_that_tells_neither() => NetworkNamespace.Run(root =>
    {
        using var peer = new NetworkPeer(root);
        peer.Lease("eth0");
        peer.Lease("eth1");
        using var directory = RootDirectory.Open(root);
        Assert.Throws<FileFailure>(() => new AddPlatformRoutes().Plan(View(directory)));
    });

    [Fact]
    public void The_kernels_refusal_is_a_sentence() => NetworkNamespace.Run(root =>
    {
        using var directory = RootDirectory.Open(root);
        Assert.Empty(new AddPlatformRoutes().Plan(View(directory)).Changes);
        var add = new AddRoute(new Route("eth7", Ipv4.Imds, 32, 0), "a route");
        Assert.Equal("cannot add a route to 169.254.169.254/32 through eth7: No such device", new Executor(directory, Kernel(directory)).Apply(add)?.Reason);
    });

    private static void Adds(string root)
    {
        using var directory = RootDirectory.Open(root);
        Assert.Equal(SocketError.NetworkUnreachable, Knock(Ipv4.WireServer));
        var changes = new AddPlatformRoutes().Plan(View(directory)).Changes;
        Assert.Equal(2, changes.Count);
        var executor = new Executor(directory, Kernel(directory));
        // Twice: what is there already is enough.
        foreach (var change in changes.Concat(changes)) Assert.Null(executor.Apply(change)?.Reason);
        Assert.Empty(new AddPlatformRoutes().Plan(View(directory)).Changes);
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
}
