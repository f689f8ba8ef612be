namespace Daybreak.Machine.Changes;

/// <summary>Mounts a file system, read-write.</summary>
/// <param name="Devices">The device; several if the file system spans them.</param>
/// <param name="MountPoint">A directory, below the root.</param>
/// <param name="FileSystem">ext4, xfs or btrfs.</param>
/// <param name="Sentence">What it does.</param>
public sealed record MountDisk(IReadOnlyList<string> Devices, string MountPoint, string FileSystem, string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        var root = context.Root;
        var devices = new List<string>();
        foreach (string device in Devices) devices.Add(root.Below(device));
        // The kernel needs the name of every disk that a file system spans.
        string? options = devices.Count > 1 ? $"device={string.Join(",device=", devices)}" : null;
        string place = root.Canonical(MountPoint);
        using var below = root.OpenNode(place, OpenFlags.ReadOnly | OpenFlags.Directory, out _);
        if (FailedIf(context.Kernel.Mount(devices[0], root.Below(place), FileSystem, options)) is { } refused) return refused;
        using var above = root.OpenNode(place, OpenFlags.ReadOnly | OpenFlags.Directory, out _);
        if (below is not null && above is not null) SecurityLabel.CopyToNew(below, above);
        return null;
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
        // A temporary disk is mounted with a new, empty file system, or with files that no step reads.
    }

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description) => description.Add("path", MountPoint);
}
