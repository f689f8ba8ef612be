using Daybreak.Machine.Changes;

namespace Daybreak.Machine.Disks;

/// <summary>
/// Makes a file system on temporary disks, over one or over several as one. Before anything is written each disk is opened for this process
/// alone and looked at again.
/// </summary>
/// <param name="Devices">The disks.</param>
/// <param name="FileSystem">ext4, xfs or btrfs; only btrfs spans disks.</param>
/// <param name="Program">The machine's mkfs for it.</param>
/// <param name="DiscardsFileSystems">Whether a plain file system with somebody's files in it is worth nothing, by the image owner's word.</param>
/// <param name="Sentence">What it does.</param>
public sealed record FormatDisks(IReadOnlyList<string> Devices, string FileSystem, string Program, bool DiscardsFileSystems, string Sentence) : Change(Sentence)
{
    /// <summary>The UUID of a file system over several disks of which not all were sealed when a cut came: it was never mounted. Null for none.</summary>
    public string? Abandoned { get; init; }
}

/// <summary>Mounts a file system, read-write.</summary>
/// <param name="Devices">The device; several where the file system spans them.</param>
/// <param name="MountPoint">A directory, below the root.</param>
/// <param name="FileSystem">ext4, xfs or btrfs.</param>
/// <param name="Sentence">What it does.</param>
public sealed record MountDisk(IReadOnlyList<string> Devices, string MountPoint, string FileSystem, string Sentence) : Change(Sentence);

/// <summary>
/// Makes a file for swap space: allocated without being written, without holes, on btrfs without copy-on-write, for root alone. It has its name only once it is whole.
/// </summary>
/// <param name="Path">Absolute, below the root.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sentence">What it does.</param>
public sealed record MakeSwapFile(string Path, long Size, string Sentence) : Change(Sentence);

/// <summary>Swaps to a file from now on.</summary>
/// <param name="Path">Absolute, below the root.</param>
/// <param name="Sentence">What it does.</param>
public sealed record SwapOn(string Path, string Sentence) : Change(Sentence);
