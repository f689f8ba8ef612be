namespace Daybreak.Machine.Accounts;

/// <summary>/etc/login.defs as shadow-utils reads it: name, white space, value. The last line for a name wins.</summary>
/// <remarks>login.defs(5). Missing names have the defaults of shadow-utils.</remarks>
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

    /// <summary>Whether the file exists. busybox systems do not have it.</summary>
    public bool Exists { get; }

    /// <summary>UID_MIN: the first id of ordinary users. Lower ids are system accounts.</summary>
    public uint UidMin => Id("UID_MIN", 1000);

    /// <summary>UID_MAX: the last id that is assigned.</summary>
    public uint UidMax => Id("UID_MAX", 60000);

    /// <summary>GID_MIN.</summary>
    public uint GidMin => Id("GID_MIN", 1000);

    /// <summary>GID_MAX.</summary>
    public uint GidMax => Id("GID_MAX", 60000);

    /// <summary>Whether a new user gets a group with the user's name.</summary>
    /// <remarks>useradd creates none if the name is missing. If the file is missing, busybox adduser is the model, and it creates one.</remarks>
    public bool UserGroups => !Exists || string.Equals(values.GetValueOrDefault("USERGROUPS_ENAB"), "yes", StringComparison.OrdinalIgnoreCase);

    /// <summary>ENCRYPT_METHOD in upper case, such as YESCRYPT or SHA512; null if it is not set.</summary>
    public string? EncryptMethod => values.GetValueOrDefault("ENCRYPT_METHOD")?.ToUpperInvariant();

    /// <summary>The mode of a new home directory: HOME_MODE, else 0777 without the bits of UMASK.</summary>
    public Files.Permissions HomeMode => new((uint)(Number("HOME_MODE") is { } mode ? mode & 0xfff : 0x1ff & ~(Number("UMASK") ?? 0b000_010_010)));

    /// <summary>Ranges in /etc/subuid: first id, last id, and the number of ids per user.</summary>
    public SubordinateRange SubUids => new(Id("SUB_UID_MIN", 100000), Id("SUB_UID_MAX", 600100000), Id("SUB_UID_COUNT", 65536));

    /// <summary>The same for /etc/subgid.</summary>
    public SubordinateRange SubGids => new(Id("SUB_GID_MIN", 100000), Id("SUB_GID_MAX", 600100000), Id("SUB_GID_COUNT", 65536));

    /// <summary>PASS_MIN_DAYS, as a field of shadow(5); empty if it is not set.</summary>
    public string MinimumDays => Days("PASS_MIN_DAYS");

    /// <summary>PASS_MAX_DAYS.</summary>
    public string MaximumDays => Days("PASS_MAX_DAYS");

    /// <summary>PASS_WARN_AGE.</summary>
    public string WarningDays => Days("PASS_WARN_AGE");

    /// <summary>Reads the file; all defaults if there is none.</summary>
    public static LoginDefinitions Read(MachineView machine) =>
        machine.Read(Path) is { } content ? new(Encoding.Latin1.GetString(content.Span), exists: true) : new("", exists: false);

    /// <summary>The value of any other name; null if it is not set.</summary>
    public string? Value(string name) => values.GetValueOrDefault(name);

    private uint Id(string name, uint otherwise) => Number(name) is >= 0 and <= uint.MaxValue and var number ? (uint)number : otherwise;

    private string Days(string name) => Number(name) is >= 0 and var days ? days.ToString(CultureInfo.InvariantCulture) : "";

    // As strtol(3) with base 0: a leading 0 means octal, 0x hexadecimal.
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

/// <summary>The limits for ranges of subordinate ids.</summary>
/// <param name="First">The first id.</param>
/// <param name="Last">The last id.</param>
/// <param name="Count">The number of ids per user; 0 for none.</param>
public sealed record SubordinateRange(uint First, uint Last, uint Count);
