namespace Daybreak.Machine.Files;

/// <summary>Which symbolic links on a path may be followed.</summary>
public enum LinkPolicy
{
    /// <summary>
    /// Links that only the system can have created: owned by root (or the caller), in a directory that only root (or the caller) can write.
    /// Images use such links to keep /etc/hostname or /var on other file systems. Targets stay below the root, as after chroot(2).
    /// </summary>
    SystemLinks,

    /// <summary>No links: for every path below a directory that an ordinary user can write.</summary>
    NoLinks,
}
