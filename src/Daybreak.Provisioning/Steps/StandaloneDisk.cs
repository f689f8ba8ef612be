using Daybreak.Machine.Disks;

namespace Daybreak.Provisioning.Steps;

/// <summary>
/// A disk that Daybreak formatted alone, although it should be combined with others, because they appeared later or Combine= was set later.
/// It may have data, so it is used as it is.
/// </summary>
internal static class StandaloneDisk
{
    /// <summary>The first one; null if there is none, or if there is a volume of several disks.</summary>
    public static TemporaryDisk? Among(IReadOnlyList<TemporaryDisk> disks, string mountPoint, IReadOnlyList<MountEntry> mounts, MachineView machine)
    {
        foreach (var disk in disks)
        {
            var use = DiskUse.Of(disk, mounts, machine);
            // Another program uses it, or it is mounted elsewhere.
            if (use.Other is not null || (use.Mount is { } mount && mount.MountPoint != mountPoint)) continue;
            if (machine.LookAtDisk(disk.Device, evenInUse: use.Mount is not null) is not DiskContent.Formatted formatted) continue;
            return formatted is { Members: 0, Spanned: 1 } ? disk : null;
        }
        return null;
    }

    /// <summary>A warning about the other disks; null if all of them are in use.</summary>
    public static string? WarningAboutOthers(TemporaryDisk alone, IReadOnlyList<TemporaryDisk> disks, IReadOnlyList<MountEntry> mounts, MachineView machine)
    {
        var unused = disks.Where(disk => disk != alone && DiskUse.Of(disk, mounts, machine) is { Mount: null, Other: null });
        List<string> others = [.. unused.Select(disk => disk.Device)];
        if (others.Count == 0) return null;
        string them = $"{string.Join(" and ", others)} {(others.Count == 1 ? "is" : "are")}";
        return $"{them} not combined with {alone.Device}, which was formatted alone: "
            + $"to combine them and lose their data, unmount {alone.Device} (swapoff, umount), {HowToErase(disks)}";
    }

    /// <summary>How to make Daybreak format disks that have data, as the end of a sentence.</summary>
    public static string HowToErase(IReadOnlyList<TemporaryDisk> disks) =>
        $"erase {string.Join(" and ", disks.Select(disk => disk.Device))} (blkdiscard -z) and run daybreak boot";
}
