namespace Daybreak.Platform.Http;

/// <summary>Which requests are repeated, and after which pauses.</summary>
public sealed record RetryPolicy
{
    /// <summary>Status codes after which the same request may succeed later. All others are final.</summary>
    public required IReadOnlyList<int> TransientStatuses { get; init; }

    /// <summary>The minimum pause between two attempts.</summary>
    public required TimeSpan ShortestPause { get; init; }

    /// <summary>The maximum pause, unless Retry-After requires a longer one.</summary>
    public required TimeSpan LongestPause { get; init; }

    /// <summary>How long a request is repeated after the first answer in <see cref="GoneStatuses"/>; null for no limit but the deadline.</summary>
    public TimeSpan? LongestGone { get; init; }

    /// <summary>Status codes that end soon or never, such as 410.</summary>
    public IReadOnlyList<int> GoneStatuses { get; init; } = [410];

    /// <summary>Whether a missing route is final. It is not while the network is coming up.</summary>
    public bool NoRouteIsFinal { get; init; }

    /// <summary>The next pause: decorrelated jitter, so that VMs that started together do not retry together.</summary>
    internal TimeSpan NextPause(TimeSpan last, Random random)
    {
        double low = ShortestPause.TotalMilliseconds;
        double high = Math.Max(low, last.TotalMilliseconds * 3);
        double pause = low + (random.NextDouble() * (high - low));
        return TimeSpan.FromMilliseconds(Math.Min(pause, LongestPause.TotalMilliseconds));
    }

    /// <summary>Retry-After (RFC 9110, 10.2.3) in seconds or as a date; null if absent, past or invalid.</summary>
    /// <remarks>A date is relative to the answer's Date header, because the machine's clock may be years off at a first boot.</remarks>
    internal static TimeSpan? RetryAfter(HttpResponse response)
    {
        if (response.Header("Retry-After") is not { } text) return null;
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds)) return TimeSpan.FromSeconds(seconds);
        return ParseDate(text) is { } until && ParseDate(response.Header("Date")) is { } sent && until > sent ? until - sent : null;
    }

    private static DateTimeOffset? ParseDate(string? text) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
