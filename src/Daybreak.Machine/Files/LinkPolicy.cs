namespace Daybreak.Machine.Files;

/// <summary>Which symbolic links on a path may be followed.</summary>
public enum LinkPolicy
{
    /// <summary>
    /// Links that only the system could have made: owned by root (or the caller) in a directory that only root (or the caller) may
    /// write. Images keep /etc/hostname or /var on other file systems that way. Targets stay below the root, as after chroot(2).
    /// </summary>
    SystemLinks,

    /// <summary>None: for every path below a directory that an ordinary user can write.</summary>
    NoLinks,
}
