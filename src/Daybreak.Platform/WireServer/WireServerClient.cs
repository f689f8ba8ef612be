using Daybreak.Platform.Http;
using Daybreak.Platform.Reports;
using Daybreak.Platform.Time;

namespace Daybreak.Platform.WireServer;

/// <summary>Asks the WireServer for the goal state and gives it the health report.</summary>
/// <param name="http">Sends requests.</param>
/// <param name="endpoint">168.63.129.16:80, or a simulator.</param>
public sealed class WireServerClient(PatientClient http, HttpEndpoint endpoint)
{
    /// <summary>The address in every region and cloud.</summary>
    public static HttpEndpoint DefaultEndpoint { get; } = new(System.Net.IPAddress.Parse("168.63.129.16"), 80);

    /// <summary>The protocol version that every WireServer since 2012 speaks.</summary>
    public const string ProtocolVersion = "2012-11-30";

    /// <summary>The statuses after which WALinuxAgent, too, tries again.</summary>
    internal static readonly RetryPolicy Policy = new()
    {
        TransientStatuses = [404, 408, 410, 429, 500, 502, 503, 504],
        ShortestPause = TimeSpan.FromMilliseconds(100),
        LongestPause = TimeSpan.FromSeconds(3),
        LongestGone = TimeSpan.FromSeconds(70),
    };

    /// <summary>For a report, 404 and 410 say that its container or incarnation is not the current one: only a new goal state helps.</summary>
    internal static readonly RetryPolicy ReportPolicy = Policy with { TransientStatuses = [408, 429, 500, 502, 503, 504] };

    /// <summary>The server's address.</summary>
    public HttpEndpoint Endpoint => endpoint;

    /// <summary>The current goal state: <c>GET /machine?comp=goalstate</c>.</summary>
    public PlatformResult<GoalState> FetchGoalState(Deadline deadline)
    {
        const string target = "/machine?comp=goalstate";
        var outcome = http.Send(new HttpRequest("GET", endpoint, target, Headers()), Policy, deadline, HttpLimits.Default);
        return outcome.Last.Response is { Status: 200 } found ? GoalStateDocument.Read(found.Body) : Explain(outcome, target, "retrieve the goal state");
    }

    /// <summary>Sends the health report: <c>POST /machine?comp=health</c>. 200 means that the platform has accepted it.</summary>
    public PlatformResult<HttpResponse> SendHealth(GoalState goalState, ProvisioningReport report, Deadline deadline)
    {
        const string target = "/machine?comp=health";
        var request = new HttpRequest("POST", endpoint, target, [.. Headers(), ("Content-Type", "text/xml;charset=utf-8")], HealthDocument.Write(goalState, report));
        var outcome = http.Send(request, ReportPolicy, deadline, HttpLimits.Default);
        if (outcome.Last.Response is { Status: 200 or 201 or 202 } accepted) return accepted;
        // 400 with "InvalidContainerConfiguration" is another form of the same answer.
        return Explain(outcome, target, $"report {report.State}") with { IsStale = outcome.Last.Response is { Status: 400 or 404 or 410 } };
    }

    private static List<(string, string)> Headers() =>
        [("x-ms-version", ProtocolVersion), ("x-ms-agent-name", "Daybreak"), ("User-Agent", ProductName.Agent)];

    private PlatformFailure Explain(PatientOutcome outcome, string target, string purpose)
    {
        string sentence = $"WireServer {endpoint}{target}: cannot {purpose}: {outcome.Describe()}";
        return outcome.Last switch
        {
            { Fault: HttpFault.NotHttp or HttpFault.TooLarge } => PlatformFailure.BadData("unexpected answer of the WireServer", sentence),
            { Fault: HttpFault.NoRoute } => PlatformFailure.Unreachable("connection error querying the WireServer", $"{sentence}: has the network interface an address and a default route?"),
            { Response: { } response } => PlatformFailure.Unreachable($"http error {response.Status} querying the WireServer", sentence)
                with { RetryAfter = http.AskedPause(response) },
            _ => PlatformFailure.Unreachable("connection error querying the WireServer", sentence),
        };
    }
}
