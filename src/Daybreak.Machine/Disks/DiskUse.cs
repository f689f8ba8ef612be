namespace Daybreak.Machine.Disks;

/// <summary>Who uses a temporary disk at the moment.</summary>
/// <param name="Mount">Where it, or a partition of it, is mounted; null for nowhere.</param>
/// <param name="Other">What else it is used for, as in "it is …"; null for nothing.</param>
public sealed record DiskUse(MountEntry? Mount, string? Other)
{
    /// <summary>Looks at mounts, swap space and what the kernel has built of the disk.</summary>
    public static DiskUse Of(TemporaryDisk disk, IReadOnlyList<MountEntry> mounts, MachineView machine)
    {
        MountEntry? mount = null;
        string? other = null;
        foreach (string name in (IEnumerable<string>)[disk.Name, .. disk.Parts])
        {
            string place = name == disk.Name ? $"/sys/block/{name}" : $"/sys/block/{disk.Name}/{name}";
            string? number = machine.ReadText($"{place}/dev")?.Trim();
            foreach (var entry in mounts)
                if (entry.Number == number || entry.Source == $"/dev/{name}") mount ??= entry;
            foreach (string holder in machine.List($"{place}/holders")) other ??= $"a part of {holder}";
            foreach (string line in (machine.ReadText("/proc/swaps") ?? "").Split('\n'))
                if (line.Split(' ', '\t')[0] == $"/dev/{name}") other ??= "swapped to";
        }
        return new DiskUse(mount, other);
    }
}
