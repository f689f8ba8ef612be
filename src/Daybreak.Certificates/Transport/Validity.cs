namespace Daybreak.Certificates.Transport;

/// <summary>From when to when a transport certificate claims to be valid, in UTC.</summary>
internal readonly record struct Validity(DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>As long as the official agent's certificate is valid.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(730);

    // A virtual clock may be off by a time zone when firmware keeps local time.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    // No machine that runs this program was switched on earlier: before that the clock is simply not set.
    private static readonly DateTimeOffset EarliestClock = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // The last year that X.509's two-digit form holds (RFC 5280, section 4.1.2.5), so that every parser takes the date.
    private static readonly Validity Always = new(new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2049, 12, 31, 23, 59, 59, TimeSpan.Zero));

    /// <summary>730 days around <paramref name="now"/>; when the clock is not set (1970 at a first boot), a span that holds every date it may really be.</summary>
    public static Validity At(DateTimeOffset now)
    {
        if (now < EarliestClock || now >= Always.NotAfter - Lifetime) return Always;
        var notBefore = now - ClockSkew;
        return new Validity(notBefore, notBefore + Lifetime);
    }
}
