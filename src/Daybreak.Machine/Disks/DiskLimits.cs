namespace Daybreak.Machine.Disks;

/// <summary>
/// Time limits for the programs that prepare temporary disks. Disks are formatted at the same time, so the total does not depend on their number.
/// TimeoutStartSec= of azure-boot.service must be longer than <see cref="All"/> plus the wait for another run; a test compares them.
/// </summary>
public static class DiskLimits
{
    /// <summary>For mkfs. Discarding the old data of a large disk takes long.</summary>
    public static readonly TimeSpan Format = TimeSpan.FromSeconds(90);

    /// <summary>For one call of mdadm.</summary>
    public static readonly TimeSpan Array = TimeSpan.FromSeconds(30);

    /// <summary>For all disks: stop an array, create another one, format everything.</summary>
    public static readonly TimeSpan All = Array + Array + Format;
}
