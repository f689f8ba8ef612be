namespace Daybreak.OpticalDisc;

/// <summary>Limits for reading a disc. A disc is untrusted input, so every loop over its data is bounded by one of these limits.</summary>
/// <remarks>If a limit is reached, the result is <see cref="DiscErrorReason.LimitExceeded"/>, never incomplete data.</remarks>
public sealed record DiscLimits
{
    /// <summary>The default limits. They are sufficient for provisioning and configuration discs.</summary>
    public static DiscLimits Default { get; } = new();

    /// <summary>The maximum size of a file in bytes.</summary>
    /// <value>16 MiB.</value>
    public long MaxFileSize { get; init; } = 16 << 20;

    /// <summary>The maximum number of entries in a directory, including deleted and hidden ones.</summary>
    /// <value>10,000.</value>
    public int MaxDirectoryEntries { get; init; } = 10_000;

    /// <summary>The maximum depth of directories, from the root to an entry. It also stops at a directory that contains itself.</summary>
    /// <value>16.</value>
    public int MaxDepth { get; init; } = 16;

    /// <summary>The maximum number of allocation descriptors (UDF) or file sections (ISO 9660) of a file.</summary>
    /// <value>4,096.</value>
    public int MaxExtents { get; init; } = 4096;

    /// <summary>The maximum number of continuations of a structure: indirect entries (UDF ICB strategy 4096), volume descriptor
    /// pointers, continuation areas of a directory record (SUSP).</summary>
    /// <value>16.</value>
    public int MaxHops { get; init; } = 16;

    /// <summary>The maximum number of descriptors in a volume descriptor sequence.</summary>
    /// <value>256.</value>
    public int MaxVolumeDescriptors { get; init; } = 256;

    /// <summary>The maximum number of bytes that one call reads to follow structures, without file contents.</summary>
    /// <value>16 MiB.</value>
    public long MaxStructureBytes { get; init; } = 16 << 20;
}
