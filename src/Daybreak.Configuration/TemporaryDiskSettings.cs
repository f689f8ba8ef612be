namespace Daybreak.Configuration;

/// <summary>[TemporaryDisk].</summary>
public sealed record TemporaryDiskSettings
{
    /// <summary>Policy=: whether the platform's temporary disk is formatted.</summary>
    public TemporaryDiskPolicy Policy { get; init; } = TemporaryDiskPolicy.FormatIfEmpty;

    /// <summary>MountPoint=: where it is mounted; a second one at the same with a 2 behind it, and so on.</summary>
    public string MountPoint { get; init; } = "/mnt";

    /// <summary>FileSystem=: ext4, xfs or btrfs.</summary>
    public string FileSystem { get; init; } = "ext4";

    /// <summary>Combine=: whether several NVMe disks become one volume, and by what.</summary>
    public DiskCombination Combine { get; init; }
}

/// <summary>What makes one volume of several NVMe disks.</summary>
public enum DiskCombination
{
    /// <summary>Nothing: each is for itself.</summary>
    None,

    /// <summary>btrfs, which then is the file system.</summary>
    Btrfs,

    /// <summary>An md array of level 0, by the machine's mdadm; where the file system is btrfs, that.</summary>
    Md,
}

/// <summary>What may be done to a temporary disk.</summary>
public enum TemporaryDiskPolicy
{
    /// <summary>Nothing; not even a look.</summary>
    Off,

    /// <summary>It is formatted when nothing of anyone's is on it.</summary>
    FormatIfEmpty,

    /// <summary>It is also formatted when a plain file system is on it that Daybreak has not made; never what is encrypted, spans disks or is not known.</summary>
    Always,
}
