namespace Daybreak.Machine.Disks;

/// <summary>The content of a temporary disk, which decides whether it may be formatted.</summary>
public abstract record DiskContent
{
    private DiskContent()
    {
    }

    /// <summary>The disk contains no data and may be formatted.</summary>
    /// <param name="What">What was found, as in "it holds …".</param>
    public sealed record Empty(string What) : DiskContent;

    /// <summary>An interrupted run left an incomplete file system. The disk may be formatted.</summary>
    /// <param name="Uuid">The UUID of the incomplete file system.</param>
    /// <param name="IsMember">Whether the disk is a member of the md array for the file system.</param>
    public sealed record Incomplete(string Uuid, bool IsMember = false) : DiskContent;

    /// <summary>Daybreak formatted the disk, and its file system is unchanged. The disk is mounted.</summary>
    /// <param name="FileSystem">ext4, xfs or btrfs.</param>
    /// <param name="Uuid">The UUID of the file system and of the array.</param>
    /// <param name="Members">The number of members of the md array that contains the file system; 0 if there is no array.</param>
    public sealed record Formatted(string FileSystem, string Uuid, int Members = 0) : DiskContent
    {
        /// <summary>The number of disks that a btrfs file system spans, including this one; 1 for other file systems.</summary>
        public long Spanned { get; init; } = 1;
    }

    /// <summary>The disk contains data, or its content is unknown. The disk is not changed.</summary>
    /// <param name="Reason">As in "it holds …".</param>
    /// <param name="IsFileSystem">
    /// Whether it is a plain file system, on the whole disk or in partitions. The image's configuration may allow overwriting it (Policy=always).
    /// </param>
    public sealed record HasData(string Reason, bool IsFileSystem = false) : DiskContent;
}
