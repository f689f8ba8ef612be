using System.Globalization;
using System.Text;

namespace Daybreak.Machine.Accounts;

/// <summary>/etc/login.defs, as shadow-utils reads it: a name, white space, a value; the last line of a name counts.</summary>
/// <remarks>login.defs(5). The defaults are those of shadow-utils where a name is missing.</remarks>
public sealed class LoginDefinitions
{
    private const string Path = "/etc/login.defs";
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private LoginDefinitions(string text, bool exists)
    {
        Exists = exists;
        foreach (string line in text.Split('\n'))
        {
            string trimmed = line.Trim();
            if (trimmed.Length == 0 || trimmed[0] == '#') continue;
            int end = trimmed.AsSpan().IndexOfAny(' ', '\t');
            if (end < 0) continue;
            string value = trimmed[end..].TrimStart(' ', '\t', '"');
            int quote = value.IndexOf('"');
            values[trimmed[..end]] = quote < 0 ? value : value[..quote];
        }
    }

    /// <summary>Whether the machine has the file: those of busybox have none.</summary>
    public bool Exists { get; }

    /// <summary>UID_MIN: the first id of ordinary users; below are system accounts.</summary>
    public uint UidMin => Id("UID_MIN", 1000);

    /// <summary>UID_MAX: the last id that is given out.</summary>
    public uint UidMax => Id("UID_MAX", 60000);

    /// <summary>GID_MIN.</summary>
    public uint GidMin => Id("GID_MIN", 1000);

    /// <summary>GID_MAX.</summary>
    public uint GidMax => Id("GID_MAX", 60000);

    /// <summary>Whether a new user has a group of its own.</summary>
    /// <remarks>useradd makes none where the name is missing; where the whole file is missing, busybox adduser, which needs none, makes one.</remarks>
    public bool UserGroups => !Exists || string.Equals(values.GetValueOrDefault("USERGROUPS_ENAB"), "yes", StringComparison.OrdinalIgnoreCase);

    /// <summary>ENCRYPT_METHOD in upper case, such as YESCRYPT or SHA512; null when it is not there.</summary>
    public string? EncryptMethod => values.GetValueOrDefault("ENCRYPT_METHOD")?.ToUpperInvariant();

    /// <summary>The mode of a new home directory: HOME_MODE, else what UMASK leaves of 0777.</summary>
    public Files.Permissions HomeMode => new((uint)(Number("HOME_MODE") is { } mode ? mode & 0xfff : 0x1ff & ~(Number("UMASK") ?? 0b000_010_010)));

    /// <summary>The lines of /etc/subuid: first id to give out, last one, and how many a user gets.</summary>
    public SubordinateRange SubUids => new(Id("SUB_UID_MIN", 100000), Id("SUB_UID_MAX", 600100000), Id("SUB_UID_COUNT", 65536));

    /// <summary>The same for /etc/subgid.</summary>
    public SubordinateRange SubGids => new(Id("SUB_GID_MIN", 100000), Id("SUB_GID_MAX", 600100000), Id("SUB_GID_COUNT", 65536));

    /// <summary>PASS_MIN_DAYS, as a field of shadow(5); empty when it is not there.</summary>
    public string MinimumDays => Days("PASS_MIN_DAYS");

    /// <summary>PASS_MAX_DAYS.</summary>
    public string MaximumDays => Days("PASS_MAX_DAYS");

    /// <summary>PASS_WARN_AGE.</summary>
    public string WarningDays => Days("PASS_WARN_AGE");

    /// <summary>Reads the file; all defaults when there is none.</summary>
    public static LoginDefinitions Read(MachineView machine) =>
        machine.Read(Path) is { } content ? new(Encoding.Latin1.GetString(content.Span), exists: true) : new("", exists: false);

    /// <summary>Any other name; null when it is not there.</summary>
    public string? Value(string name) => values.GetValueOrDefault(name);

    private uint Id(string name, uint otherwise) => Number(name) is >= 0 and <= uint.MaxValue and var number ? (uint)number : otherwise;

    private string Days(string name) => Number(name) is >= 0 and var days ? days.ToString(CultureInfo.InvariantCulture) : "";

    // As strtol(3) with base 0: octal after a 0, hexadecimal after 0x.
    private long? Number(string name)
    {
        if (!values.TryGetValue(name, out string? text)) return null;
        bool negative = text.StartsWith('-');
        string digits = negative ? text[1..] : text;
        long number = 0;
        int radix = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? 16 : digits.Length > 1 && digits[0] == '0' ? 8 : 10;
        if (radix == 16) digits = digits[2..];
        if (digits.Length is 0 or > 12) return null;
        foreach (char digit in digits)
        {
            int value = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            if (value >= radix) return null;
            number = (number * radix) + value;
        }
        return negative ? -number : number;
    }
}

/// <summary>Ranges of subordinate ids that are given out.</summary>
/// <param name="First">The first id.</param>
/// <param name="Last">The last id.</param>
/// <param name="Count">How many a user gets; 0 for none.</param>
public sealed record SubordinateRange(uint First, uint Last, uint Count);
