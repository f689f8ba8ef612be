using Daybreak.Machine.Disks;

namespace Daybreak.Machine.Changes;

/// <summary>
/// Makes a file system on one temporary disk, or one over several, with btrfs or on an md array. Before it writes, it opens each disk
/// exclusively and checks its content again.
/// </summary>
/// <param name="Devices">The disks.</param>
/// <param name="FileSystem">ext4, xfs or btrfs; only btrfs can span disks by itself.</param>
/// <param name="Program">The machine's mkfs for it.</param>
/// <param name="DiscardsFileSystems">Whether the image owner allows to discard a plain file system that has files.</param>
/// <param name="Sentence">What it does.</param>
public sealed record FormatDisks(IReadOnlyList<string> Devices, string FileSystem, string Program, bool DiscardsFileSystems, string Sentence) : Change(Sentence)
{
    /// <summary>
    /// The UUID of a file system over several disks that a power cut has left before all of them were marked as complete. It was never
    /// mounted. Null for none.
    /// </summary>
    public string? Abandoned { get; init; }

    /// <summary>The device of the md array that is made of the disks first, such as /dev/md120; null for none.</summary>
    public string? Array { get; init; }

    /// <summary>The machine's mdadm; only with an array.</summary>
    public string? Mdadm { get; init; }

    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context) => DiskFormatter.Format(context.Root, context.Kernel, [this])[0];

    /// <inheritdoc/>
    public override bool CanApplyWith(Change later) => later is FormatDisks;

    /// <inheritdoc/>
    public override IReadOnlyList<Failure?> ApplyTogether(IReadOnlyList<Change> all, ChangeContext context) =>
        DiskFormatter.Format(context.Root, context.Kernel, [.. all.Cast<FormatDisks>()]);

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
        // The overlay shows files, not the content of disks.
    }

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description) => description.Add("paths", Devices);
}
