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
/// A real kernel, DHCP server and client, and two interfaces. Only the second one reaches the platform. Azure's addresses exist only in a
/// namespace of this test.
/// </summary>
public sealed class RoutesInNamespaceTests
{
    [Fact]
    public void Adds_routes_if_DHCP_gives_none() => NetworkNamespace.Run(root =>
    {
        using var peer = new NetworkPeer(root, "--dhcp-option=tag:p1,245,168.63.129.16");
        peer.Lease("eth0");
        peer.Lease("eth1");
        Adds(root);
        Assert.Contains("168.63.129.16 dev eth1 scope link", NetworkNamespace.Do("/usr/sbin/ip", "route"), StringComparison.Ordinal);
        Assert.Contains("169.254.169.254 dev eth1 scope link", NetworkNamespace.Do("/usr/sbin/ip", "route"), StringComparison.Ordinal);
    });

    [Fact]
    public void Adds_routes_that_the_DHCP_client_ignored() => NetworkNamespace.Run(root =>
    {
        using var peer = new NetworkPeer(root, "--dhcp-option=tag:p1,121,168.63.129.16/32,10.1.0.1,169.254.169.254/32,10.1.0.1");
        peer.Lease("eth0");
        peer.Lease("eth1");
        Adds(root);
        Assert.Contains("168.63.129.16 via 10.1.0.1 dev eth1", NetworkNamespace.Do("/usr/sbin/ip", "route"), StringComparison.Ordinal);
    });

    [Fact]
    public void Fails_if_DHCP_does_not_show_the_primary_interface() => NetworkNamespace.Run(root =>
    {
        using var peer = new NetworkPeer(root);
        peer.Lease("eth0");
        peer.Lease("eth1");
        using var directory = RootDirectory.Open(root);
        Assert.Throws<FileFailure>(() => new AddPlatformRoutes().Plan(View(directory)));
    });

    [Fact]
    public void The_kernels_error_is_in_the_message() => NetworkNamespace.Run(root =>
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
        // Adding a route twice is no error.
        foreach (var change in changes.Concat(changes)) Assert.Null(executor.Apply(change)?.Reason);
        Assert.Empty(new AddPlatformRoutes().Plan(View(directory)).Changes);
        // No process listens, but the refused connection proves the route.
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
