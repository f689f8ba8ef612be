namespace Daybreak.Machine.Accounts;

/// <summary>/etc/default/useradd: NAME=value without quotes. The last line for a name wins.</summary>
/// <remarks>useradd(8), option -D. Missing names have the defaults of shadow-utils.</remarks>
public sealed class NewUserDefaults
{
    private const string Path = "/etc/default/useradd";
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private NewUserDefaults(string text)
    {
        foreach (string line in text.Split('\n'))
            if (line.IndexOf('=') is > 0 and var equals) values[line[..equals]] = line[(equals + 1)..];
    }

    /// <summary>SHELL; null if it is not set or is not an absolute path.</summary>
    public string? Shell => values.GetValueOrDefault("SHELL") is { } shell && shell.StartsWith('/') ? shell : null;

    /// <summary>SKEL: the directory that is copied to a new home directory.</summary>
    public string Skeleton => values.GetValueOrDefault("SKEL") is { Length: > 0 } skeleton ? skeleton : "/etc/skel";

    /// <summary>HOME: the directory that contains the home directories.</summary>
    public string Homes => values.GetValueOrDefault("HOME") is { } home && home.StartsWith('/') ? home.TrimEnd('/') : "/home";

    /// <summary>GROUP: the primary group, by name or id, of users without a group with their name.</summary>
    public string Group => values.GetValueOrDefault("GROUP") is { Length: > 0 } group ? group : "100";

    /// <summary>INACTIVE, as a field of shadow(5): days; empty for none.</summary>
    public string InactiveDays => int.TryParse(values.GetValueOrDefault("INACTIVE"), NumberStyles.None, CultureInfo.InvariantCulture, out int days) ? days.ToString(CultureInfo.InvariantCulture) : "";

    /// <summary>EXPIRE (YYYY-MM-DD), as a field of shadow(5): the days since 1970; empty for never.</summary>
    public string ExpiryDay => values.GetValueOrDefault("EXPIRE") is { } text
        && DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)
            ? ((long)(day - DateTime.UnixEpoch).TotalDays).ToString(CultureInfo.InvariantCulture)
            : "";

    /// <summary>CREATE_MAIL_SPOOL. Daybreak does not create mailboxes; the mail system does.</summary>
    public bool WantsMailSpool => string.Equals(values.GetValueOrDefault("CREATE_MAIL_SPOOL"), "yes", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the file; all defaults if there is none.</summary>
    public static NewUserDefaults Read(MachineView machine) =>
        new(machine.Read(Path) is { } content ? Encoding.Latin1.GetString(content.Span) : "");
}
