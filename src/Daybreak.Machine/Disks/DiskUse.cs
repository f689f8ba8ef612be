namespace Daybreak.Machine.Disks;

/// <summary>Who uses a temporary disk at the moment.</summary>
/// <param name="Mount">Where it, a partition of it, or an array of temporary disks that it is a part of, is mounted; null for nowhere.</param>
/// <param name="Other">What else it is used for, as in "it is …"; null for nothing.</param>
/// <param name="Array">The md array of nothing but temporary disks that it is a part of, where nobody uses the array; null for none.</param>
public sealed record DiskUse(MountEntry? Mount, string? Other, MdArray? Array = null)
{
    /// <summary>Looks at mounts, swap space and what the kernel has built of the disk.</summary>
    public static DiskUse Of(TemporaryDisk disk, IReadOnlyList<MountEntry> mounts, MachineView machine)
    {
        var use = Of(disk.Name, disk.Parts, mounts, machine);
        if (use.Other is null || MdArray.Of(disk.Name, machine) is not { } array || !IsOfTemporaryDisks(array, machine)) return use;
        var above = Of(array.Name, Parts(array.Name, machine), mounts, machine);
        if (above.Mount is not null) return use with { Mount = use.Mount ?? above.Mount };
        return above.Other is null ? use with { Array = array } : use;
    }

    private static DiskUse Of(string disk, IReadOnlyList<string> parts, IReadOnlyList<MountEntry> mounts, MachineView machine)
    {
        MountEntry? mount = null;
        string? other = null;
        foreach (string name in (IEnumerable<string>)[disk, .. parts])
        {
            string place = name == disk ? $"/sys/block/{name}" : $"/sys/block/{disk}/{name}";
            string? number = machine.ReadText($"{place}/dev")?.Trim();
            foreach (var entry in mounts)
                if (entry.Number == number || entry.Source == $"/dev/{name}") mount ??= entry;
            foreach (string holder in machine.List($"{place}/holders")) other ??= $"a part of {holder}";
            foreach (string line in (machine.ReadText("/proc/swaps") ?? "").Split('\n'))
                if (line.Split(' ', '\t')[0] == $"/dev/{name}") other ??= "swapped to";
        }
        return new DiskUse(mount, other);
    }

    private static List<string> Parts(string array, MachineView machine)
    {
        var parts = new List<string>();
        foreach (string entry in machine.List($"/sys/block/{array}"))
            if (entry.StartsWith(array, StringComparison.Ordinal)) parts.Add(entry);
        return parts;
    }

    private static bool IsOfTemporaryDisks(MdArray array, MachineView machine)
    {
        var disks = TemporaryDisks.Find(machine);
        foreach (string member in array.Members)
        {
            bool isOne = false;
            foreach (var disk in disks) isOne |= disk.Name == member;
            if (!isOne) return false;
        }
        return true;
    }
}
