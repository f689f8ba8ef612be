namespace Daybreak.OpticalDisc;

/// <summary>How much a disc may ask of its reader. A disc is input from outside: every loop over it ends at one of these numbers.</summary>
/// <remarks>Reaching one gives <see cref="DiscErrorReason.LimitExceeded"/>, never less data than there is.</remarks>
public sealed record DiscLimits
{
    /// <summary>The limits that hold where none are given; they suit a provisioning or configuration disc.</summary>
    public static DiscLimits Default { get; } = new();

    /// <summary>Bytes of the longest file that is opened.</summary>
    /// <value>16 MiB.</value>
    public long MaxFileSize { get; init; } = 16 << 20;

    /// <summary>Entries in one directory, deleted and hidden ones included.</summary>
    /// <value>10,000.</value>
    public int MaxDirectoryEntries { get; init; } = 10_000;

    /// <summary>Directories between the root and an entry, both included: a directory that contains itself ends here.</summary>
    /// <value>16.</value>
    public int MaxDepth { get; init; } = 16;

    /// <summary>Allocation descriptors (UDF) or file sections (ISO 9660) of one file.</summary>
    /// <value>4,096.</value>
    public int MaxExtents { get; init; } = 4096;

    /// <summary>Steps from one structure to its continuation: indirect entries (UDF ICB strategy 4096), volume descriptor
    /// pointers, continuation areas of one directory record (SUSP).</summary>
    /// <value>16.</value>
    public int MaxHops { get; init; } = 16;

    /// <summary>Descriptors in one volume descriptor sequence.</summary>
    /// <value>256.</value>
    public int MaxVolumeDescriptors { get; init; } = 256;

    /// <summary>Bytes that one call may read from the stream to follow structures; file contents are not counted.</summary>
    /// <value>16 MiB.</value>
    public long MaxStructureBytes { get; init; } = 16 << 20;
}
