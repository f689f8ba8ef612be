using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Networks;

/// <summary>
/// Azure's DHCP server: option 245 for the WireServer, option 121 for the routes, a domain name. It also acts as Azure's resolver at the
/// WireServer's address, which resolves the host names from the DHCP requests. One dnsmasq provides both.
/// </summary>
public sealed partial class DhcpServer : IAsyncDisposable
{
    /// <summary>The domain name in every lease.</summary>
    public const string Domain = "k3vq1ohvkzrefbnrcpbxlc0epb.bx.internal.cloudapp.net";

    private readonly BackgroundProcess process;

    private DhcpServer(BackgroundProcess process) => this.process = process;

    /// <summary>The log: every request with its options, and every answer.</summary>
    public string Log => process.Output;

    /// <summary>The host names in the requests (option 12), in order.</summary>
    public IReadOnlyList<string> RequestedHostNames => [.. HostName().Matches(Log).Select(match => match.Groups["name"].Value)];

    /// <summary>Starts it with Azure's settings and leases from 10.0.0.4 on.</summary>
    public static Task<DhcpServer> StartAsync(Segment segment) => StartAsync(segment, new LeaseSettings());

    /// <summary>Starts it.</summary>
    public static async Task<DhcpServer> StartAsync(Segment segment, LeaseSettings settings)
    {
        var silence = FormattableString.Invariant($"{settings.AnswersAfter.TotalSeconds:F3}");
        string[] arguments =
        [
            "--conf-file=/dev/null", "--keep-in-foreground", "--log-facility=-", "--log-dhcp", "--user=root", "--pid-file=",
            $"--interface={Segment.Bridge}", "--except-interface=lo", "--bind-interfaces", "--no-resolv", "--no-hosts", $"--local=/{Domain}/", "--no-ping",
            "--dhcp-authoritative", "--dhcp-leasefile=/run/dnsmasq.leases", $"--dhcp-option=option:dns-server,{Segment.WireServer}", $"--domain={Domain}",
            .. settings.Arguments,
        ];
        var process = segment.Start(Command.Shell("""sleep "$1"; shift; exec dnsmasq "$@" """, [silence, .. arguments]));
        var server = new DhcpServer(process);
        try
        {
            if (settings.AnswersAfter == TimeSpan.Zero) await process.WaitForOutputAsync("DHCP, sockets bound", TimeSpan.FromSeconds(10));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The acknowledged leases, in order.</summary>
    public IReadOnlyList<Lease> Leases =>
    [
        .. process.Lines.Select(line => (line.Time, Match: Acknowledgement().Match(line.Text))).Where(line => line.Match.Success)
            .Select(line => new Lease(line.Match.Groups["mac"].Value, line.Match.Groups["address"].Value, line.Time)),
    ];

    /// <summary>Ends it.</summary>
    public ValueTask DisposeAsync() => process.DisposeAsync();

    [GeneratedRegex(@"client provides name: (?<name>\S+)")]
    private static partial Regex HostName();

    [GeneratedRegex(@"DHCPACK\(\S+\) (?<address>\S+) (?<mac>\S+)")]
    private static partial Regex Acknowledgement();
}

/// <summary>A lease.</summary>
/// <param name="Mac">The network interface: six groups of two lower-case hexadecimal digits.</param>
/// <param name="Address">Its IPv4 address.</param>
/// <param name="Time">When it was acknowledged.</param>
public sealed record Lease(string Mac, string Address, DateTimeOffset Time);
