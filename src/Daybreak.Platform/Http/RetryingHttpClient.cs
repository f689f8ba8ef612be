using System.Numerics;

namespace Daybreak.Platform.Http;

/// <summary>Sends a request until it has an answer that counts, or the deadline has passed.</summary>
/// <param name="http">Sends one request.</param>
/// <param name="tell">Hears, in one line each, the first transient failure of a request and then every doubling of the tries.</param>
/// <param name="random">For the jitter between tries.</param>
public sealed class RetryingHttpClient(PlainHttpClient http, Action<string> tell, Random random)
{
    /// <summary>Sends a request, again while the policy calls its failure transient.</summary>
    /// <param name="request">The request.</param>
    /// <param name="policy">What is tried again.</param>
    /// <param name="deadline">The one deadline.</param>
    /// <param name="limits">For each try.</param>
    /// <param name="enough">Asked after each failed try whether the answer is still wanted; null for always.</param>
    /// <returns>The last outcome, and how many tries there were.</returns>
    public PatientOutcome Send(HttpRequest request, RetryPolicy policy, Deadline deadline, HttpLimits limits, Func<HttpOutcome, bool>? enough = null)
    {
        var pause = policy.ShortestPause;
        Deadline? gone = null;
        for (int tries = 1; ; tries++)
        {
            var outcome = http.Send(request, deadline, limits);
            bool isGone = outcome.Response is { } seen && policy.GoneStatuses.Contains(seen.Status);
            if (isGone) gone ??= policy.LongestGone is { } limit ? deadline.AtMost(limit) : deadline;
            if (!IsTransient(outcome, policy) || enough?.Invoke(outcome) == true) return new PatientOutcome(outcome, tries, GaveUp: false);

            pause = policy.NextPause(pause, random);
            var asked = outcome.Response is { } response ? AskedPause(response) : null;
            var wait = asked > pause ? asked.Value : pause;
            if (wait >= deadline.Remaining) return new PatientOutcome(outcome, tries, GaveUp: true);
            if (isGone && wait > gone!.Remaining) return new PatientOutcome(outcome, tries, GaveUp: false);
            if (BitOperations.IsPow2(tries)) Tell(request, outcome, tries, wait);
            http.Clock.Wait(wait);
        }
    }

    /// <summary>Waits before a request that is not a repetition, where a service limits the number of requests a second.</summary>
    public void Pause(TimeSpan length) => http.Clock.Wait(length);

    /// <summary>How long an answer's Retry-After asks to wait; null when it does not ask.</summary>
    public static TimeSpan? AskedPause(HttpResponse response) => RetryPolicy.RetryAfter(response);

    private static bool IsTransient(HttpOutcome outcome, RetryPolicy policy) => outcome switch
    {
        { Response: { } response } => policy.TransientStatuses.Contains(response.Status),
        { Fault: HttpFault.NoRoute } when policy.NoRouteIsFinal => false,
        // An answer that is too large, or no HTTP at all, comes from something that will say the same again.
        { Fault: HttpFault.TooLarge or HttpFault.NotHttp or HttpFault.Local or HttpFault.Prohibited } => false,
        _ => true,
    };

    private void Tell(HttpRequest request, HttpOutcome outcome, int tries, TimeSpan wait)
    {
        string times = tries == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({tries} tries)");
        tell(string.Create(CultureInfo.InvariantCulture, $"{request}: {outcome.Detail}{times}; trying again in {wait.TotalSeconds:0.0} s"));
    }
}

/// <summary>How a patient request ended.</summary>
/// <param name="Last">The last outcome.</param>
/// <param name="Tries">How often it was sent.</param>
/// <param name="GaveUp">Whether another try could have helped, but the deadline left no time for it.</param>
public sealed record PatientOutcome(HttpOutcome Last, int Tries, bool GaveUp)
{
    /// <summary>"it answered 503 Service Unavailable, 12 tries", for messages.</summary>
    public string Describe()
    {
        string what = Last.Response is { } response ? $"it answered {response.StatusText}" : Last.Detail;
        return Tries == 1 ? what : string.Create(CultureInfo.InvariantCulture, $"{what}, {Tries} tries");
    }
}
