using System.Net;
using Daybreak.Core.Dhcp;
using Daybreak.Platform.Http;
using Daybreak.Platform.WireServer;

namespace Daybreak.Provisioning.Sources;

/// <summary>The WireServer's address: that of DHCP option 245 if a lease file has it, else the usual one. It does not wait for a lease.</summary>
public static class WireServerAddress
{
    private static readonly (string Directory, string Suffix, Func<byte[], DateTimeOffset, IPAddress?> Read)[] Leases =
    [
        ("/run/systemd/netif/leases", "", (content, _) => LeaseParser.FromNetworkd("", Encoding.UTF8.GetString(content)).WireServer),
        ("/var/lib/NetworkManager", ".lease", FromNetworkManager),
        ("/var/lib/dhcp", ".leases", FromDhclient),
        ("/var/lib/dhclient", ".lease", FromDhclient),
        ("/var/lib/dhclient", ".leases", FromDhclient),
        // udhcpc has no lease file; its hook, packaging/udhcpc, writes one line.
        (AgentPaths.RunDirectory, ".udhcpc", (content, _) => LeaseParser.FromNetworkd("", Encoding.UTF8.GetString(content)).WireServer),
        ("/var/lib/dhcpcd", ".lease", (content, _) => LeaseParser.FromPacket("", content).WireServer),
    ];

    /// <summary>Finds the address.</summary>
    /// <param name="root">The directory treated as "/".</param>
    /// <param name="now">To ignore expired leases.</param>
    public static HttpEndpoint Find(RootDirectory root, DateTimeOffset now)
    {
        foreach (var (directory, suffix, read) in Leases)
            foreach (string name in List(root, directory))
                if (name.EndsWith(suffix, StringComparison.Ordinal) && Read(root, $"{directory}/{name}") is { } content && read(content, now) is { } address)
                    return new HttpEndpoint(address, WireServerClient.DefaultEndpoint.Port);
        return WireServerClient.DefaultEndpoint;
    }

    private static IPAddress? FromDhclient(byte[] content, DateTimeOffset now) => DhclientLeases.WireServer(Encoding.UTF8.GetString(content), now);

    // Its internal client writes the format of systemd-networkd, its dhclient backend that of dhclient.
    private static IPAddress? FromNetworkManager(byte[] content, DateTimeOffset now) =>
        LeaseParser.FromNetworkd("", Encoding.UTF8.GetString(content)).WireServer ?? FromDhclient(content, now);

    private static IReadOnlyList<string> List(RootDirectory root, string directory)
    {
        try
        {
            return root.List(directory);
        }
        catch (FileFailure)
        {
            return [];
        }
    }

    private static byte[]? Read(RootDirectory root, string path)
    {
        try
        {
            return root.Read(path);
        }
        catch (FileFailure)
        {
            // An unreadable lease is ignored.
            return null;
        }
    }
}
