namespace Daybreak.Machine.Accounts;

/// <summary>An account file: one entry per line, fields separated by colons, the name first.</summary>
/// <remarks>passwd(5), shadow(5), group(5), gshadow(5), subuid(5), subgid(5).</remarks>
public sealed class AccountFileKind
{
    private AccountFileKind(string path, int fields, uint mode)
    {
        Path = path;
        FieldCount = fields;
        NewMode = new Permissions(mode);
    }

    /// <summary>/etc/passwd: name, "x", user id, group id, comment, home, shell.</summary>
    public static AccountFileKind Passwd { get; } = new("/etc/passwd", 7, 0b110_100_100);

    /// <summary>/etc/shadow: name, hash, day of the last change, and the password aging fields.</summary>
    public static AccountFileKind Shadow { get; } = new("/etc/shadow", 9, 0b110_000_000);

    /// <summary>/etc/group: name, "x", group id, members.</summary>
    public static AccountFileKind Group { get; } = new("/etc/group", 4, 0b110_100_100);

    /// <summary>/etc/gshadow: name, hash, administrators, members.</summary>
    public static AccountFileKind GShadow { get; } = new("/etc/gshadow", 4, 0b110_000_000);

    /// <summary>/etc/subuid: name, first id, count.</summary>
    public static AccountFileKind SubUid { get; } = new("/etc/subuid", 3, 0b110_100_100);

    /// <summary>/etc/subgid: as subuid.</summary>
    public static AccountFileKind SubGid { get; } = new("/etc/subgid", 3, 0b110_100_100);

    /// <summary>The path below the root.</summary>
    public string Path { get; }

    /// <summary>The number of fields of a well-formed line.</summary>
    public int FieldCount { get; }

    /// <summary>The mode of a new file. An existing file keeps its mode (Debian's shadow is 0640 root:shadow).</summary>
    public Permissions NewMode { get; }
}
