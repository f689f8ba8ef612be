using Daybreak.Platform.Http;

namespace Daybreak.Platform.WireServer;

/// <summary>Fetches the goal state from the WireServer and sends reports to it.</summary>
/// <param name="http">Sends requests.</param>
/// <param name="place">168.63.129.16:80, or a simulator. Evaluated at the first request, because a DHCP lease may have another address.</param>
public sealed class WireServerClient(RetryingHttpClient http, Lazy<HttpEndpoint> place)
{
    private HttpEndpoint Endpoint => place.Value;

    /// <summary>Uses a known address.</summary>
    public WireServerClient(RetryingHttpClient http, HttpEndpoint endpoint)
        : this(http, new Lazy<HttpEndpoint>(endpoint))
    {
    }

    /// <summary>The address in every region and cloud.</summary>
    public static HttpEndpoint DefaultEndpoint { get; } = new(System.Net.IPAddress.Parse("168.63.129.16"), 80);

    /// <summary>The protocol version, which every WireServer since 2012 supports.</summary>
    public const string ProtocolVersion = "2012-11-30";

    /// <summary>Transient failures of a new VM: no goal state yet (404, 410), throttling, a server that is busy or starting.</summary>
    internal static readonly RetryPolicy Policy = new()
    {
        TransientStatuses = [404, 408, 410, 429, 500, 502, 503, 504],
        ShortestPause = TimeSpan.FromMilliseconds(100),
        LongestPause = TimeSpan.FromSeconds(3),
        // After this time, use the other form of the request.
        GoneStatuses = [404, 410],
        LongestGone = TimeSpan.FromSeconds(30),
    };

    /// <summary>For requests with the identity of a goal state: 404 and 410 mean that it is out of date.</summary>
    internal static readonly RetryPolicy GoalStatePolicy = Policy with { TransientStatuses = [408, 429, 500, 502, 503, 504] };

    private static readonly RetryPolicy VersionsPolicy = Policy with { TransientStatuses = [] };

    /// <summary>The paths of the goal state: the documented one, and the one that other agents use.</summary>
    private static readonly string[] GoalStateTargets = ["/machine?comp=goalstate", "/machine/?comp=goalstate"];

    /// <summary>Fetches the goal state: <c>GET /machine?comp=goalstate</c>, then <c>/machine/?comp=goalstate</c> if the first path is not supported.</summary>
    public Result<GoalState> FetchGoalState(Deadline deadline)
    {
        Failure? failure = null;
        foreach (string target in GoalStateTargets)
        {
            var outcome = http.Send(new HttpRequest("GET", Endpoint, target, Headers()), Policy, deadline, HttpLimits.Default);
            if (outcome.Last.Response is { Status: 200 } found) return GoalStateDocument.Read(found.Body);
            var refusal = Explain(outcome, target, "retrieve the goal state") with
            {
                IsUnsupported = outcome.Last.Response is { Status: 400 or 404 or 405 or 410 or 501 },
                MayPass = outcome.Last.Response is { Status: 404 or 410 },
            };
            failure ??= refusal;
            if (!refusal.IsUnsupported || deadline.HasPassed) break;
        }
        return failure!.IsUnsupported && !failure.MayPass && FetchVersions(deadline) is { } versions && !versions.Contains(ProtocolVersion)
            ? failure with { Finding = $"{failure.Finding}: it supports the versions {string.Join(", ", versions)}; this agent requires {ProtocolVersion}" }
            : failure;
    }

    /// <summary>Fetches the protocol versions of the WireServer, <c>GET /?comp=versions</c>, to explain a failure.</summary>
    /// <returns>Null if the answer is unusable.</returns>
    public IReadOnlyList<string>? FetchVersions(Deadline deadline)
    {
        var answer = http.Send(new HttpRequest("GET", Endpoint, "/?comp=versions", Headers()), VersionsPolicy, deadline.AtMost(TimeSpan.FromSeconds(5)), HttpLimits.Default);
        return answer.Last.Response is { Status: 200 } found ? VersionsDocument.Read(found.Body) : null;
    }

    /// <summary>Sends the health report: <c>POST /machine?comp=health</c>. 200: accepted.</summary>
    public Result<HttpResponse> SendHealth(GoalState goalState, ProvisioningReport report, Deadline deadline)
    {
        const string target = "/machine?comp=health";
        var request = new HttpRequest("POST", Endpoint, target, [.. Headers(), ("Content-Type", "text/xml;charset=utf-8")], HealthDocument.Write(goalState, report));
        var outcome = http.Send(request, GoalStatePolicy, deadline, HttpLimits.Default);
        if (outcome.Last.Response is { Status: 200 or 201 or 202 } accepted) return accepted;
        // 400 with "InvalidContainerConfiguration" also means that the goal state is out of date.
        return Explain(outcome, target, $"report {report.State}") with
        {
            IsStale = outcome.Last.Response is { Status: 400 or 404 or 410 },
            MayPass = outcome.Last.Response is { Status: 404 or 410 },
            IsUnsupported = outcome.Last.Response is { Status: 400 or 404 or 405 or 410 or 501 },
        };
    }

    /// <summary>Sends the newer form of the health report: <c>POST /provisioning/health</c>. 201: accepted.</summary>
    public Result<HttpResponse> SendProvisioningHealth(ProvisioningReport report, Deadline deadline)
    {
        const string target = "/provisioning/health";
        var request = new HttpRequest(
            "POST", Endpoint, target, [("x-ms-guest-agent-name", ProductName.Agent), ("User-Agent", ProductName.Agent), ("Content-Type", "application/json")], ProvisioningHealth.Write(report));
        var outcome = http.Send(request, GoalStatePolicy, deadline, HttpLimits.Default);
        if (outcome.Last.Response is { Status: 200 or 201 or 202 } accepted) return accepted;
        return Explain(outcome, target, $"report {report.State}") with { IsUnsupported = outcome.Last.Response is { Status: 400 or 404 or 405 or 501 } };
    }

    /// <summary>Sends the SSH host key's fingerprint: <c>POST /machine?comp=roleProperties</c>. 202: accepted.</summary>
    public Result<HttpResponse> SendRoleProperties(GoalState goalState, string fingerprint, Deadline deadline)
    {
        const string target = "/machine?comp=roleProperties";
        var request = new HttpRequest("POST", Endpoint, target, [.. Headers(), ("Content-Type", "text/xml;charset=utf-8")], RoleProperties.Write(goalState, fingerprint));
        var outcome = http.Send(request, GoalStatePolicy, deadline, HttpLimits.Default);
        return outcome.Last.Response is { Status: 200 or 202 } accepted ? accepted : Explain(outcome, target, "report the SSH host key");
    }

    /// <summary>Fetches the goal state's certificates, encrypted for a transport certificate.</summary>
    /// <param name="url">From the goal state. Only its path and query are used; the request goes to the WireServer.</param>
    /// <param name="transportCertificate">Base64 of the certificate's DER form, on one line.</param>
    /// <param name="cipher">"AES128_CBC", or "DES_EDE3_CBC" for platforms that support no other.</param>
    /// <param name="deadline">The deadline.</param>
    public Result<CertificateFile> FetchCertificates(string url, string transportCertificate, string cipher, Deadline deadline)
    {
        if (HttpTarget.OfUrl(url) is not { } target)
            return Failure.BadData("unexpected goal state", "WireServer: Certificates in the goal state is not an http URL", Failure.Redeploy);
        List<(string, string)> headers = [.. Headers(), ("x-ms-guest-agent-public-x509-cert", transportCertificate), ("x-ms-cipher-name", cipher)];
        var outcome = http.Send(new HttpRequest("GET", Endpoint, target, headers), GoalStatePolicy, deadline, HttpLimits.Default with { Body = 8 * 1024 * 1024 });
        if (outcome.Last.Response is { Status: 200 } found) return CertificateFile.Read(found.Body);
        return Explain(outcome, target.Split('?')[0], "retrieve the certificates") with
        {
            IsStale = outcome.Last.Response is { Status: 404 or 410 },
            IsUnsupported = outcome.Last.Response is { Status: 400 or 405 or 501 },
        };
    }

    private static List<(string, string)> Headers() =>
        [("x-ms-version", ProtocolVersion), ("x-ms-agent-name", "Daybreak"), ("User-Agent", ProductName.Agent)];

    private Failure Explain(RetriedOutcome outcome, string target, string purpose)
    {
        string sentence = $"WireServer {Endpoint}{target}: cannot {purpose}: {outcome.Describe()}";
        var requestedPause = outcome.Last.Response is { } answer ? RetryingHttpClient.RequestedPause(answer) : null;
        return outcome.Last switch
        {
            { Fault: HttpFault.NotHttp or HttpFault.TooLarge } => Failure.BadData("unexpected answer of the WireServer", sentence, Failure.Redeploy),
            { Fault: HttpFault.NoRoute } => Failure.Unreachable("connection error querying the WireServer", $"{sentence}: check the address and the default route of the network interface"),
            { Response: { } response } => Failure.Unreachable($"http error {response.Status} querying the WireServer", sentence, Failure.Retry) with { RetryAfter = requestedPause },
            _ => Failure.Unreachable("connection error querying the WireServer", sentence, Failure.Retry),
        };
    }
}
