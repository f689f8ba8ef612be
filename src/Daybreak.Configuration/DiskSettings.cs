namespace Daybreak.Configuration;

/// <summary>[TemporaryDisk].</summary>
public sealed record TemporaryDiskSettings
{
    /// <summary>Policy=: whether the platform's temporary disk is formatted.</summary>
    public TemporaryDiskPolicy Policy { get; init; } = TemporaryDiskPolicy.FormatIfEmpty;

    /// <summary>MountPoint=: where it is mounted; a second disk at the same path with a 2 appended, and so on.</summary>
    public string MountPoint { get; init; } = "/mnt";

    /// <summary>FileSystem=: ext4, xfs or btrfs.</summary>
    public string FileSystem { get; init; } = "ext4";

    /// <summary>Combine=: whether several NVMe disks become one volume, and how.</summary>
    public DiskCombination Combine { get; init; }
}

/// <summary>How several NVMe disks become one volume.</summary>
public enum DiskCombination
{
    /// <summary>They stay separate.</summary>
    None,

    /// <summary>One btrfs over all of them, which then is the file system.</summary>
    Btrfs,

    /// <summary>An md array of level 0, with the machine's mdadm. If the file system is btrfs, btrfs combines them instead.</summary>
    Md,
}

/// <summary>What Daybreak may do to a temporary disk.</summary>
public enum TemporaryDiskPolicy
{
    /// <summary>Nothing. The disk is not read either.</summary>
    Off,

    /// <summary>It is formatted if it holds no user data.</summary>
    FormatIfEmpty,

    /// <summary>It is also formatted if it has a plain file system that Daybreak did not create; never if it is encrypted, spans disks or is unknown.</summary>
    Always,
}

/// <summary>[Swap]: a swap file on the temporary disk. If both sizes are 0, which is the default, there is none.</summary>
public sealed record SwapSettings
{
    /// <summary>Size=2G: in bytes; 0 if the size is not in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Size=10%: a share of the machine's memory; 0 if the size is not a share.</summary>
    public int Percent { get; init; }
}
