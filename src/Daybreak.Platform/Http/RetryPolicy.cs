namespace Daybreak.Platform.Http;

/// <summary>What is tried again, and how patiently.</summary>
public sealed record RetryPolicy
{
    /// <summary>Status codes after which the same request can succeed later. Everything else is final.</summary>
    public required IReadOnlyList<int> TransientStatuses { get; init; }

    /// <summary>The shortest pause between two tries.</summary>
    public required TimeSpan ShortestPause { get; init; }

    /// <summary>The longest pause of our own choosing; Retry-After may ask for more.</summary>
    public required TimeSpan LongestPause { get; init; }

    /// <summary>How long after the first answer of <see cref="GoneStatuses"/> it is tried again; null for as long as the deadline.</summary>
    public TimeSpan? LongestGone { get; init; }

    /// <summary>Answers that pass soon or not at all: "410 Gone".</summary>
    public IReadOnlyList<int> GoneStatuses { get; init; } = [410];

    /// <summary>Whether a missing route is final. While a network comes up it is not; where there is none it is.</summary>
    public bool NoRouteIsFinal { get; init; }

    /// <summary>The next pause: decorrelated jitter, so that VMs started together do not come back together.</summary>
    internal TimeSpan NextPause(TimeSpan last, Random random)
    {
        double low = ShortestPause.TotalMilliseconds;
        double high = Math.Max(low, last.TotalMilliseconds * 3);
        double pause = low + (random.NextDouble() * (high - low));
        return TimeSpan.FromMilliseconds(Math.Min(pause, LongestPause.TotalMilliseconds));
    }

    /// <summary>Retry-After (RFC 9110, 10.2.3): seconds or a date; null when absent, past or unreadable.</summary>
    /// <remarks>
    /// A date counts from the answer's own Date. The machine's clock may stand anywhere at a first boot: measured by it, a date could ask to
    /// wait for years.
    /// </remarks>
    internal static TimeSpan? RetryAfter(HttpResponse response)
    {
        if (response.Header("Retry-After") is not { } text) return null;
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds)) return TimeSpan.FromSeconds(seconds);
        return ParseDate(text) is { } until && ParseDate(response.Header("Date")) is { } sent && until > sent ? until - sent : null;
    }

    private static DateTimeOffset? ParseDate(string? text) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
