using System.Text.RegularExpressions;
using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Networks;

/// <summary>
/// DHCP as Azure does it: the WireServer in option 245, the routes in option 121, a domain name; and Azure's resolver, at the
/// WireServer's address, which knows each machine by the host name in its DHCP requests. Both are one dnsmasq.
/// </summary>
public sealed partial class DhcpServer : IAsyncDisposable
{
    /// <summary>The domain name in every lease.</summary>
    public const string Domain = "k3vq1ohvkzrefbnrcpbxlc0epb.bx.internal.cloudapp.net";

    private readonly BackgroundProcess process;

    private DhcpServer(BackgroundProcess process) => this.process = process;

    /// <summary>All that it said: each request with its options, each answer.</summary>
    public string Log => process.Output;

    /// <summary>The host name of each request that had one, in order (option 12).</summary>
    public IReadOnlyList<string> RequestedHostNames => [.. HostName().Matches(Log).Select(match => match.Groups["name"].Value)];

    public static async Task<DhcpServer> StartAsync(Segment segment)
    {
        var process = segment.Start(new(
            "dnsmasq", "--conf-file=/dev/null", "--keep-in-foreground", "--log-facility=-", "--log-dhcp", "--user=root", "--pid-file=",
            $"--interface={Segment.Bridge}", "--except-interface=lo", "--bind-interfaces", "--no-resolv", "--no-hosts", $"--local=/{Domain}/", "--no-ping",
            "--dhcp-authoritative", "--dhcp-leasefile=/run/dnsmasq.leases", "--dhcp-range=10.0.0.4,10.0.0.250,255.255.255.0,infinite",
            $"--dhcp-option=option:router,{Segment.Gateway}",
            $"--dhcp-option=option:classless-static-route,0.0.0.0/0,{Segment.Gateway},{Segment.WireServer}/32,{Segment.Gateway},{Segment.Metadata}/32,{Segment.Gateway}",
            $"--dhcp-option=option:dns-server,{Segment.WireServer}", $"--domain={Domain}",
            // Azure sends it whether or not it was asked for.
            "--dhcp-option-force=245,a8:3f:81:10"));
        var server = new DhcpServer(process);
        try
        {
            await process.WaitForOutputAsync("DHCP, sockets bound", TimeSpan.FromSeconds(10));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every lease that was acknowledged, in order.</summary>
    public IReadOnlyList<Lease> Leases => [.. Acknowledgement().Matches(Log).Select(match => new Lease(match.Groups["mac"].Value, match.Groups["address"].Value))];

    public ValueTask DisposeAsync() => process.DisposeAsync();

    [GeneratedRegex(@"client provides name: (?<name>\S+)")]
    private static partial Regex HostName();

    [GeneratedRegex(@"DHCPACK\(\S+\) (?<address>\S+) (?<mac>\S+)")]
    private static partial Regex Acknowledgement();
}

/// <summary>A lease.</summary>
/// <param name="Mac">The network interface: six groups of two lower-case hexadecimal digits.</param>
/// <param name="Address">Its IPv4 address.</param>
public sealed record Lease(string Mac, string Address);
