using System.Numerics;

namespace Daybreak.Platform.Http;

/// <summary>Repeats a request until it has a final answer or the deadline has passed.</summary>
/// <param name="http">Sends one request.</param>
/// <param name="log">Receives a line at the first transient failure of a request and at each doubling of the attempts.</param>
/// <param name="random">For the jitter.</param>
public sealed class RetryingHttpClient(PlainHttpClient http, Action<string> log, Random random)
{
    /// <summary>Sends a request, and repeats it as long as its failure is transient.</summary>
    /// <param name="request">The request.</param>
    /// <param name="policy">Which failures are transient.</param>
    /// <param name="deadline">The deadline of all attempts.</param>
    /// <param name="limits">The limits of each attempt.</param>
    /// <param name="stop">Called after each failed attempt; true ends the attempts. Null for never.</param>
    /// <returns>The last outcome, and the number of attempts.</returns>
    public RetriedOutcome Send(HttpRequest request, RetryPolicy policy, Deadline deadline, HttpLimits limits, Func<HttpOutcome, bool>? stop = null)
    {
        var pause = policy.ShortestPause;
        Deadline? gone = null;
        for (int attempts = 1; ; attempts++)
        {
            var outcome = http.Send(request, deadline, limits);
            bool isGone = outcome.Response is { } seen && policy.GoneStatuses.Contains(seen.Status);
            if (isGone) gone ??= policy.LongestGone is { } limit ? deadline.AtMost(limit) : deadline;
            if (!IsTransient(outcome, policy) || stop?.Invoke(outcome) == true) return new RetriedOutcome(outcome, attempts, TimedOut: false);

            pause = policy.NextPause(pause, random);
            var requested = outcome.Response is { } response ? RequestedPause(response) : null;
            var wait = requested > pause ? requested.Value : pause;
            if (wait >= deadline.Remaining) return new RetriedOutcome(outcome, attempts, TimedOut: true);
            if (isGone && wait > gone!.Remaining) return new RetriedOutcome(outcome, attempts, TimedOut: false);
            if (BitOperations.IsPow2(attempts)) LogRetry(request, outcome, attempts, wait);
            http.Clock.Wait(wait);
        }
    }

    /// <summary>Waits before another request to a service that limits the number of requests a second.</summary>
    public void Pause(TimeSpan length) => http.Clock.Wait(length);

    /// <summary>The pause that Retry-After of an answer requires; null for none.</summary>
    public static TimeSpan? RequestedPause(HttpResponse response) => RetryPolicy.RetryAfter(response);

    private static bool IsTransient(HttpOutcome outcome, RetryPolicy policy) => outcome switch
    {
        { Response: { } response } => policy.TransientStatuses.Contains(response.Status),
        { Fault: HttpFault.NoRoute } when policy.NoRouteIsFinal => false,
        // An answer that is too large or not HTTP comes from a server that would send the same again.
        { Fault: HttpFault.TooLarge or HttpFault.NotHttp or HttpFault.Local or HttpFault.Prohibited } => false,
        _ => true,
    };

    private void LogRetry(HttpRequest request, HttpOutcome outcome, int attempts, TimeSpan wait)
    {
        string count = attempts == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({attempts} attempts)");
        log(string.Create(CultureInfo.InvariantCulture, $"{request}: {outcome.Detail}{count}; retrying in {wait.TotalSeconds:0.0} s"));
    }
}

/// <summary>How a request with retries ended.</summary>
/// <param name="Last">The last outcome.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="TimedOut">Whether the failure was transient, but the deadline left no time for another attempt.</param>
public sealed record RetriedOutcome(HttpOutcome Last, int Attempts, bool TimedOut)
{
    /// <summary>"it answered 503 Service Unavailable, 12 attempts", for messages.</summary>
    public string Describe()
    {
        string what = Last.Response is { } response ? $"it answered {response.StatusText}" : Last.Detail;
        return Attempts == 1 ? what : string.Create(CultureInfo.InvariantCulture, $"{what}, {Attempts} attempts");
    }
}
