namespace Daybreak.Machine.Disks;

/// <summary>
/// How long the programs that prepare temporary disks may take. Disks are formatted at the same time, so the whole limit does not depend on how many there are.
/// TimeoutStartSec= of azure-boot.service must be longer than <see cref="All"/> and the wait for another run together; a test compares them.
/// </summary>
public static class DiskLimits
{
    /// <summary>For mkfs: on a disk of terabytes it discards what was there, which takes its time.</summary>
    public static readonly TimeSpan Format = TimeSpan.FromSeconds(90);

    /// <summary>For one call of mdadm.</summary>
    public static readonly TimeSpan Array = TimeSpan.FromSeconds(30);

    /// <summary>For all disks: an array is stopped, another one is created, and everything is formatted.</summary>
    public static readonly TimeSpan All = Array + Array + Format;
}
