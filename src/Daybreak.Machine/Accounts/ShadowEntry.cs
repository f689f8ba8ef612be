using System.Globalization;

namespace Daybreak.Machine.Accounts;

/// <summary>A line of /etc/shadow.</summary>
/// <remarks>shadow(5).</remarks>
public static class ShadowEntry
{
    /// <summary>Where the password's hash is among the fields.</summary>
    public const int Password = 1;

    /// <summary>Where the day of the password's last change is among the fields.</summary>
    public const int LastChange = 2;

    /// <summary>What no password gives as its hash: nobody logs in with one.</summary>
    public const string Locked = "!";

    private static readonly DateTimeOffset Plausible = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Today, as the days since 1970 (UTC); empty, which means "not known", when the clock is obviously wrong: 0 would mean that the
    /// password must be changed at the next login, and a day long ago that it is too old.
    /// </summary>
    public static string Today(TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now < Plausible ? "" : ((long)(now - DateTimeOffset.UnixEpoch).TotalDays).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The fields of a new user's line: locked until a password is set, aged as /etc/login.defs says.</summary>
    /// <param name="name">The user.</param>
    /// <param name="today"><see cref="Today"/>.</param>
    /// <param name="login">/etc/login.defs.</param>
    /// <param name="defaults">/etc/default/useradd.</param>
    public static string[] New(string name, string today, LoginDefinitions login, NewUserDefaults defaults) =>
        [name, Locked, today, login.MinimumDays, login.MaximumDays, login.WarningDays, defaults.InactiveDays, defaults.ExpiryDay, ""];
}
