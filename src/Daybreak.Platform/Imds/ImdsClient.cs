using Daybreak.Platform.Http;

namespace Daybreak.Platform.Imds;

/// <summary>Queries the instance metadata service (IMDS).</summary>
/// <param name="http">Sends requests.</param>
/// <param name="endpoint">169.254.169.254:80, or a simulator.</param>
/// <remarks>Not thread-safe.</remarks>
public sealed class ImdsClient(RetryingHttpClient http, HttpEndpoint endpoint)
{
    /// <summary>The service's address.</summary>
    public static HttpEndpoint DefaultEndpoint { get; } = new(System.Net.IPAddress.Parse("169.254.169.254"), 80);

    /// <summary>The newest supported api-version, then versions for older platforms (Azure Stack), which answer 400 to newer ones.</summary>
    internal static readonly string[] ApiVersions = ["2025-04-07", "2021-08-01", "2019-06-01"];

    /// <summary>
    /// The service allows five requests a second, so there are at least 250 ms between two requests. Its documentation describes 404, 410
    /// (at most 70 s), 429 and 500 as transient; gateway errors are transient too.
    /// </summary>
    internal static readonly RetryPolicy Policy = new()
    {
        TransientStatuses = [404, 408, 410, 429, 500, 502, 503, 504],
        ShortestPause = TimeSpan.FromMilliseconds(250),
        LongestPause = TimeSpan.FromSeconds(5),
        LongestGone = TimeSpan.FromSeconds(70),
    };

    /// <summary>systemd-imds(8): with the "locked" network, only sockets with this mark have a route to the service.</summary>
    private const uint SystemdMark = 0x7FFF0815;

    private int versionIndex;
    private Deadline? pause;

    /// <summary>Reads the instance document: one request, or up to three on a platform that supports only older versions.</summary>
    /// <param name="deadline">The deadline.</param>
    /// <param name="noRouteIsFinal">Whether a missing route ends the attempts, because other sources are sufficient.</param>
    /// <param name="stop">Called after each failed attempt; true ends the attempts. Null for never.</param>
    public Result<ImdsInstance> FetchInstance(Deadline deadline, bool noRouteIsFinal = false, Func<HttpOutcome, bool>? stop = null)
    {
        // "extended" adds the newest members. It also makes the service fail instead of sending an incomplete document for a new VM.
        var answer = Fetch("/metadata/instance", "extended=true", deadline, Policy with { NoRouteIsFinal = noRouteIsFinal }, stop);
        return answer.Value is { } response ? ImdsDocument.Read(response.Body, ApiVersions[versionIndex]) : answer.Failure!;
    }

    /// <summary>Reads any path of the service. After a 400, tries the next older api-version.</summary>
    /// <param name="path">Such as "/metadata/instance".</param>
    /// <param name="query">Without the api-version; may be empty.</param>
    /// <param name="deadline">The deadline.</param>
    public Result<HttpResponse> Fetch(string path, string query, Deadline deadline) => Fetch(path, query, deadline, PolicyOf(path), null);

    private Result<HttpResponse> Fetch(string path, string query, Deadline deadline, RetryPolicy policy, Func<HttpOutcome, bool>? stop)
    {
        while (true)
        {
            string target = $"{path}?api-version={ApiVersions[versionIndex]}{(query.Length > 0 ? "&" + query : "")}";
            if (pause is not null) http.Pause(pause.Remaining);
            var outcome = http.Send(Request(target), policy, deadline, HttpLimits.Default, stop);
            pause = Deadline.In(Policy.ShortestPause, deadline.Clock);
            if (outcome.Last.Response is { Status: 200 } found) return found;
            if (outcome.Last.Response is { Status: 400 } && versionIndex + 1 < ApiVersions.Length)
            {
                versionIndex++;
                continue;
            }
            return Explain(outcome, target);
        }
    }

    // The instance document may appear late. For any other path, 404 is final.
    private static RetryPolicy PolicyOf(string path) =>
        path == "/metadata/instance" ? Policy : Policy with { TransientStatuses = [.. Policy.TransientStatuses.Where(status => status != 404)] };

    private HttpRequest Request(string target) =>
        new("GET", endpoint, target, [("Metadata", "true"), ("User-Agent", ProductName.Agent), ("Accept", "application/json")]) { MarkWhenProhibited = SystemdMark };

    private Failure Explain(RetriedOutcome outcome, string target)
    {
        string what = $"IMDS {endpoint}{target}: {outcome.Describe()}";
        return outcome.Last switch
        {
            { Response.Status: 401 or 403 } => Failure.Unreachable(
                $"http error {outcome.Last.Response.Status} querying IMDS",
                $"{what}: the metadata security protocol is enforced, and the VM's proxy agent (azure-proxy-agent) is not ready or not installed: install it, or restart the VM"),
            { Response: { } response } => Failure.Unreachable($"http error {response.Status} querying IMDS", what, Failure.Retry),
            { Fault: HttpFault.NotHttp or HttpFault.TooLarge } => Failure.BadData("unexpected error querying IMDS", what, Failure.Redeploy),
            { Fault: HttpFault.NoRoute } => Failure.Unreachable(
                "connection error querying IMDS", $"{what}: check the address and the default route of the network interface"),
            { Fault: HttpFault.ConnectTimeout } => Failure.Unreachable("connection timeout querying IMDS", what, Failure.Retry),
            { Fault: HttpFault.AnswerTimeout } => Failure.Unreachable("read timeout querying IMDS", what, Failure.Retry),
            _ => Failure.Unreachable("connection error querying IMDS", what, Failure.Retry),
        };
    }
}
