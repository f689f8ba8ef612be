using Daybreak.Machine.Changes;

namespace Daybreak.Machine.Disks;

/// <summary>
/// Makes a file system on temporary disks, over one or over several as one, by btrfs or upon an md array. Before anything is written each disk is opened for this process
/// alone and looked at again.
/// </summary>
/// <param name="Devices">The disks.</param>
/// <param name="FileSystem">ext4, xfs or btrfs; only btrfs spans disks by itself.</param>
/// <param name="Program">The machine's mkfs for it.</param>
/// <param name="DiscardsFileSystems">Whether a plain file system with somebody's files in it is worth nothing, by the image owner's word.</param>
/// <param name="Sentence">What it does.</param>
public sealed record FormatDisks(IReadOnlyList<string> Devices, string FileSystem, string Program, bool DiscardsFileSystems, string Sentence) : Change(Sentence)
{
    /// <summary>The UUID of a file system over several disks of which not all were sealed when a cut came: it was never mounted. Null for none.</summary>
    public string? Abandoned { get; init; }

    /// <summary>The device of the md array that is made of them first, such as /dev/md120; null for none.</summary>
    public string? Array { get; init; }

    /// <summary>The machine's mdadm; only with an array.</summary>
    public string? Mdadm { get; init; }
}

/// <summary>
/// Makes the kernel assemble an md array of level 0 that is whole, as udev may be doing at the same moment. Which device it becomes is known only afterwards, so the plan
/// ends with it and is made anew.
/// </summary>
/// <param name="Devices">All of its members.</param>
/// <param name="Mdadm">The machine's mdadm.</param>
/// <param name="Sentence">What it does.</param>
public sealed record AssembleArray(IReadOnlyList<string> Devices, string Mdadm, string Sentence) : Change(Sentence);

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
