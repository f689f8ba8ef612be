namespace Daybreak.Certificates.Transport;

/// <summary>The validity period of a transport certificate, in UTC.</summary>
internal readonly record struct Validity(DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>The lifetime that the Azure Linux agent uses.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(730);

    // The clock can be off by a time zone when the firmware keeps local time.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    // This program did not exist earlier, so an earlier clock is not set.
    private static readonly DateTimeOffset EarliestClock = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // 2049 is the last year that the two-digit form of X.509 can express (RFC 5280, section 4.1.2.5), so every parser accepts the date.
    private static readonly Validity Always = new(new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2049, 12, 31, 23, 59, 59, TimeSpan.Zero));

    /// <summary>730 days around <paramref name="now"/>. When the clock is not set (1970 at a first boot), a period that includes every possible date.</summary>
    public static Validity At(DateTimeOffset now)
    {
        if (now < EarliestClock || now >= Always.NotAfter - Lifetime) return Always;
        var notBefore = now - ClockSkew;
        return new Validity(notBefore, notBefore + Lifetime);
    }
}
