namespace Daybreak.Machine.Disks;

/// <summary>How a temporary disk is used now.</summary>
/// <param name="Mount">The mount of the disk, of a partition of it, or of an array of temporary disks to which it belongs; null for none.</param>
/// <param name="Other">Any other use, as in "it is …"; null for none.</param>
/// <param name="Array">The md array to which the disk belongs, if it has only temporary disks and is not in use; null for none.</param>
public sealed record DiskUse(MountEntry? Mount, string? Other, MdArray? Array = null)
{
    /// <summary>Reads the mounts, the swap space, and the devices that the kernel has built from the disk.</summary>
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
            string path = name == disk ? $"/sys/block/{name}" : $"/sys/block/{disk}/{name}";
            string? number = machine.ReadText($"{path}/dev")?.Trim();
            foreach (var entry in mounts)
                if (entry.Number == number || entry.Source == $"/dev/{name}") mount ??= entry;
            foreach (string holder in machine.List($"{path}/holders")) other ??= $"a member of {holder}";
            foreach (string line in (machine.ReadText("/proc/swaps") ?? "").Split('\n'))
                if (line.Split(' ', '\t')[0] == $"/dev/{name}") other ??= "used as swap space";
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
