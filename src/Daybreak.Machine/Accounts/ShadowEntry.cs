namespace Daybreak.Machine.Accounts;

/// <summary>A line of /etc/shadow.</summary>
/// <remarks>shadow(5).</remarks>
public static class ShadowEntry
{
    /// <summary>The index of the password field.</summary>
    public const int Password = 1;

    /// <summary>The index of the field with the day of the last password change.</summary>
    public const int LastChange = 2;

    /// <summary>A field that no password matches, which disables password login.</summary>
    public const string Locked = "!";

    private static readonly DateTimeOffset Plausible = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Today, in days since 1970 (UTC); empty, which means "not known", if the clock is obviously wrong. 0 would force a password change
    /// at the next login, and a day in the distant past would make the password expire.
    /// </summary>
    public static string Today(TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now < Plausible ? "" : ((long)(now - DateTimeOffset.UnixEpoch).TotalDays).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The fields for a new user: locked until a password is set, with the aging values of /etc/login.defs.</summary>
    public static string[] New(string name, string today, LoginDefinitions login, NewUserDefaults defaults) =>
        [name, Locked, today, login.MinimumDays, login.MaximumDays, login.WarningDays, defaults.InactiveDays, defaults.ExpiryDay, ""];
}
