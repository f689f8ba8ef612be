using System.Globalization;
using System.Text;

namespace Daybreak.Machine.Accounts;

/// <summary>/etc/default/useradd: NAME=value, no quotes; the last line of a name counts.</summary>
/// <remarks>useradd(8), option -D. The defaults are those of shadow-utils where a name is missing.</remarks>
public sealed class NewUserDefaults
{
    private const string Path = "/etc/default/useradd";
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private NewUserDefaults(string text)
    {
        foreach (string line in text.Split('\n'))
            if (line.IndexOf('=') is > 0 and var equals) values[line[..equals]] = line[(equals + 1)..];
    }

    /// <summary>SHELL; null when it is not there, or is no absolute path.</summary>
    public string? Shell => values.GetValueOrDefault("SHELL") is { } shell && shell.StartsWith('/') ? shell : null;

    /// <summary>SKEL: what a new home directory holds.</summary>
    public string Skeleton => values.GetValueOrDefault("SKEL") is { Length: > 0 } skeleton ? skeleton : "/etc/skel";

    /// <summary>HOME: the directory of home directories.</summary>
    public string Homes => values.GetValueOrDefault("HOME") is { } home && home.StartsWith('/') ? home.TrimEnd('/') : "/home";

    /// <summary>GROUP: the primary group, by name or id, where a user has no group of its own.</summary>
    public string Group => values.GetValueOrDefault("GROUP") is { Length: > 0 } group ? group : "100";

    /// <summary>INACTIVE, as a field of shadow(5): days; empty for none.</summary>
    public string InactiveDays => int.TryParse(values.GetValueOrDefault("INACTIVE"), NumberStyles.None, CultureInfo.InvariantCulture, out int days) ? days.ToString(CultureInfo.InvariantCulture) : "";

    /// <summary>EXPIRE (YYYY-MM-DD), as a field of shadow(5): the days since 1970; empty for never.</summary>
    public string ExpiryDay => values.GetValueOrDefault("EXPIRE") is { } text
        && DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)
            ? ((long)(day - DateTime.UnixEpoch).TotalDays).ToString(CultureInfo.InvariantCulture)
            : "";

    /// <summary>CREATE_MAIL_SPOOL: not done here; an empty mailbox is the mail system's to make.</summary>
    public bool WantsMailSpool => string.Equals(values.GetValueOrDefault("CREATE_MAIL_SPOOL"), "yes", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the file; all defaults when there is none.</summary>
    public static NewUserDefaults Read(MachineView machine) =>
        new(machine.Read(Path) is { } content ? Encoding.Latin1.GetString(content.Span) : "");
}
