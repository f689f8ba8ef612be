namespace Daybreak.Machine.Disks;

/// <summary>What a temporary disk holds, as far as it matters for whether it may be formatted.</summary>
public abstract record DiskContent
{
    private DiskContent()
    {
    }

    /// <summary>It may be formatted: nothing is on it.</summary>
    /// <param name="What">What was seen, as in "it holds …".</param>
    public sealed record Empty(string What) : DiskContent;

    /// <summary>It may be formatted: a cut has left a file system half made.</summary>
    /// <param name="Uuid">What the file system's would be.</param>
    /// <param name="IsMember">Whether it is a part of the md array that was made for the file system.</param>
    public sealed record HalfMade(string Uuid, bool IsMember = false) : DiskContent;

    /// <summary>It is to be mounted: Daybreak made it, and nobody has made anything else of it.</summary>
    /// <param name="FileSystem">ext4, xfs or btrfs.</param>
    /// <param name="Uuid">The file system's, and the array's.</param>
    /// <param name="Members">Of how many disks the md array is made that has the file system; 0 where the disk itself has it.</param>
    public sealed record Ours(string FileSystem, string Uuid, int Members = 0) : DiskContent
    {
        /// <summary>How many disks btrfs spans by itself, this one among them; 1 for other file systems.</summary>
        public long Spanned { get; init; } = 1;
    }

    /// <summary>It is left alone: somebody's data is on it, or nobody can tell.</summary>
    /// <param name="Reason">As in "it holds …".</param>
    /// <param name="IsFileSystem">
    /// Whether it is a plain file system as a whole or in partitions, which an image's owner may have declared worthless beforehand (Policy=always).
    /// </param>
    public sealed record Somebodys(string Reason, bool IsFileSystem = false) : DiskContent;
}
