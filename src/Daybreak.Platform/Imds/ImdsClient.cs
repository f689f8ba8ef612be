using Daybreak.Platform.Http;

namespace Daybreak.Platform.Imds;

/// <summary>Asks the instance metadata service.</summary>
/// <param name="http">Sends requests.</param>
/// <param name="endpoint">169.254.169.254:80, or a simulator.</param>
/// <remarks>Not for several threads.</remarks>
public sealed class ImdsClient(RetryingHttpClient http, HttpEndpoint endpoint)
{
    /// <summary>The service's address.</summary>
    public static HttpEndpoint DefaultEndpoint { get; } = new(System.Net.IPAddress.Parse("169.254.169.254"), 80);

    /// <summary>The newest version that Daybreak knows, then those of older platforms (Azure Stack) that answer 400 to it.</summary>
    internal static readonly string[] ApiVersions = ["2025-04-07", "2021-08-01", "2019-06-01"];

    /// <summary>
    /// The service allows five requests a second. A pause of at least 250 ms between any two keeps below it whatever is retried.
    /// Its documentation calls 404, 410 (at most 70 s), 429 and 500 passing; the gateway statuses are so by nature.
    /// </summary>
    internal static readonly RetryPolicy Policy = new()
    {
        TransientStatuses = [404, 408, 410, 429, 500, 502, 503, 504],
        ShortestPause = TimeSpan.FromMilliseconds(250),
        LongestPause = TimeSpan.FromSeconds(5),
        LongestGone = TimeSpan.FromSeconds(70),
    };

    /// <summary>systemd-imds(8): with the "locked" network, sockets with this mark alone have a route to the service.</summary>
    private const uint SystemdMark = 0x7FFF0815;

    private int versionIndex;
    private Deadline? quiet;

    /// <summary>The whole instance document: one request, two or three where the platform knows only older versions.</summary>
    /// <param name="deadline">The one deadline.</param>
    /// <param name="noRouteIsFinal">Whether a missing route ends the tries at once: where other sources suffice, a host without IMDS is not waited for.</param>
    /// <param name="enough">Asked after each failed try whether the document is still wanted; null for always.</param>
    public Result<ImdsInstance> FetchInstance(Deadline deadline, bool noRouteIsFinal = false, Func<HttpOutcome, bool>? enough = null)
    {
        // "extended" adds what the newest documents alone have, and makes the service fail rather than answer in part while the VM is new.
        var answer = Fetch("/metadata/instance", "extended=true", deadline, Policy with { NoRouteIsFinal = noRouteIsFinal }, enough);
        return answer.Value is { } response ? ImdsDocument.Read(response.Body, ApiVersions[versionIndex]) : answer.Failure!;
    }

    /// <summary>Any path of the service, stepping the api-version down while it answers 400.</summary>
    /// <param name="path">Such as "/metadata/instance".</param>
    /// <param name="query">Beside the api-version; may be empty.</param>
    /// <param name="deadline">The one deadline.</param>
    public Result<HttpResponse> Fetch(string path, string query, Deadline deadline) => Fetch(path, query, deadline, PolicyOf(path), null);

    private Result<HttpResponse> Fetch(string path, string query, Deadline deadline, RetryPolicy policy, Func<HttpOutcome, bool>? enough)
    {
        while (true)
        {
            string target = $"{path}?api-version={ApiVersions[versionIndex]}{(query.Length > 0 ? "&" + query : "")}";
            if (quiet is not null) http.Pause(quiet.Remaining);
            var outcome = http.Send(Request(target), policy, deadline, HttpLimits.Default, enough);
            quiet = Deadline.In(Policy.ShortestPause, deadline.Clock);
            if (outcome.Last.Response is { Status: 200 } found) return found;
            if (outcome.Last.Response is { Status: 400 } && versionIndex + 1 < ApiVersions.Length)
            {
                versionIndex++;
                continue;
            }
            return Explain(outcome, target);
        }
    }

    // The instance document may be late; another path that is not there is a mistyped one.
    private static RetryPolicy PolicyOf(string path) =>
        path == "/metadata/instance" ? Policy : Policy with { TransientStatuses = [.. Policy.TransientStatuses.Where(status => status != 404)] };

    private HttpRequest Request(string target) =>
        new("GET", endpoint, target, [("Metadata", "true"), ("User-Agent", ProductName.Agent), ("Accept", "application/json")]) { MarkWhenProhibited = SystemdMark };

    private Failure Explain(PatientOutcome outcome, string target)
    {
        string what = $"IMDS {endpoint}{target}: {outcome.Describe()}", retry = what + Failure.Retry;
        return outcome.Last switch
        {
            { Response.Status: 401 or 403 } => Failure.Unreachable(
                $"http error {outcome.Last.Response.Status} querying IMDS",
                $"{what}: the metadata security protocol is enforced and the VM's proxy agent (azure-proxy-agent) is not ready or not installed: install it, or restart the VM"),
            { Response: { } response } => Failure.Unreachable($"http error {response.Status} querying IMDS", retry),
            { Fault: HttpFault.NotHttp or HttpFault.TooLarge } => Failure.BadData("unexpected error querying IMDS", what + Failure.Redeploy),
            { Fault: HttpFault.NoRoute } => Failure.Unreachable(
                "connection error querying IMDS", $"{what}: has the network interface an address and a default route?"),
            { Fault: HttpFault.ConnectTimeout } => Failure.Unreachable("connection timeout querying IMDS", retry),
            { Fault: HttpFault.Silent } => Failure.Unreachable("read timeout querying IMDS", retry),
            _ => Failure.Unreachable("connection error querying IMDS", retry),
        };
    }
}
