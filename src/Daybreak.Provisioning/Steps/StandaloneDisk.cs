using Daybreak.Machine.Disks;

namespace Daybreak.Provisioning.Steps;

/// <summary>
/// Of disks that are to be combined, the one that has a file system of ours for itself: it was there first, and alone, when the others had not appeared yet, or it was
/// formatted before they were to be combined. Somebody may have put files on it, so it is used as it is.
/// </summary>
internal static class StandaloneDisk
{
    /// <summary>Looks for it.</summary>
    /// <param name="disks">More than one.</param>
    /// <param name="mountPoint">Where their volume is to be mounted.</param>
    /// <param name="mounts">What is mounted.</param>
    /// <param name="machine">The machine.</param>
    /// <returns>The first one; null when there is none, or a volume over several.</returns>
    public static TemporaryDisk? Among(IReadOnlyList<TemporaryDisk> disks, string mountPoint, IReadOnlyList<MountEntry> mounts, MachineView machine)
    {
        foreach (var disk in disks)
        {
            var use = DiskUse.Of(disk, mounts, machine);
            // Whoever has mounted it elsewhere, or built something of it, knows what it is for.
            if (use.Other is not null || (use.Mount is { } mount && mount.MountPoint != mountPoint)) continue;
            if (machine.LookAtDisk(disk.Device, evenInUse: use.Mount is not null) is not DiskContent.Formatted ours) continue;
            return ours is { Members: 0, Spanned: 1 } ? disk : null;
        }
        return null;
    }

    /// <summary>What is to be known of the others; null when somebody uses each of them.</summary>
    public static string? OfTheOthers(TemporaryDisk alone, IReadOnlyList<TemporaryDisk> disks, IReadOnlyList<MountEntry> mounts, MachineView machine)
    {
        var others = new List<string>();
        foreach (var disk in disks)
            if (disk != alone && DiskUse.Of(disk, mounts, machine) is { Mount: null, Other: null }) others.Add(disk.Device);
        if (others.Count == 0) return null;
        string them = string.Join(" and ", others);
        return $"{them} {(others.Count == 1 ? "is" : "are")} not combined with {alone.Device}, which was formatted alone: to have one volume of them, without what is on them now, unmount it (swapoff, umount), {Blank(disks)}";
    }

    /// <summary>How to have disks formatted that are left alone for what is on them, as the end of a sentence.</summary>
    public static string Blank(IReadOnlyList<TemporaryDisk> disks)
    {
        var devices = new List<string>();
        foreach (var disk in disks) devices.Add(disk.Device);
        return $"blank {string.Join(" and ", devices)} (blkdiscard -z) and run daybreak boot";
    }
}
