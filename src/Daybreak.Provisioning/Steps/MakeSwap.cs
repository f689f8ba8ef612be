using Daybreak.Machine.Disks;

namespace Daybreak.Provisioning.Steps;

/// <summary>Makes swap space in a file on the temporary disk, and swaps to it; never on the system's disk, where it would wear out the quota of a disk that is paid for.</summary>
/// <param name="settings">[Swap].</param>
public sealed class MakeSwap(SwapSettings settings) : IBootStep
{
    private const long Unit = 1024 * 1024;
    // The share of memory changes by some pages from one kernel to the next; the file shall not.
    private const long ShareUnit = 64 * Unit;
    private const string FileName = "swapfile";

    /// <inheritdoc/>
    public string Name => "swap";

    /// <inheritdoc/>
    public bool NeedsLock => true;

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine)
    {
        if (!machine.IsRunning || Wanted(machine) is not (> 0 and var wanted) || Place(machine) is not { } place) return StepPlan.Empty;
        string path = $"{place}/{FileName}";
        if (IsActive(path, machine)) return StepPlan.Empty;

        var changes = new List<Change>();
        var warnings = new List<string>();
        long room = (machine.FreeSpace(place) ?? 0) / 10 * 9;
        if (machine.Entry(path) is { } there)
        {
            if (there.Kind != FileKind.File || !machine.StartsWithOurSwapHeader(path, there.Size))
            {
                return StepPlan.Warn($"no swap space: {path} is there, and Daybreak has not made it");
            }
            // It was made smaller when there was no room.
            if (there.Size == wanted || (there.Size < wanted && there.Size + room < wanted))
            {
                return StepPlan.Of(Use(path));
            }
            changes.Add(new RemoveFile(path, $"{path} of another size removed"));
            room += there.Size;
        }
        long size = Math.Min(wanted, room) / Unit * Unit;
        if (size < Unit)
        {
            warnings.Add($"no swap space: there is no room for it on {place}");
            return new StepPlan(changes, warnings);
        }
        if (size < wanted) warnings.Add(string.Create(CultureInfo.InvariantCulture, $"swap space of {size / Unit} MiB instead of {wanted / Unit} MiB: there is no room for more on {place}"));
        changes.Add(new MakeSwapFile(path, size, string.Create(CultureInfo.InvariantCulture, $"{path} of {size / Unit} MiB made")));
        changes.Add(Use(path));
        return new StepPlan(changes, warnings);
    }

    private static SwapOn Use(string path) => new(path, $"{path} is swap space");

    private long? Wanted(MachineView machine)
    {
        if (settings.Percent == 0) return settings.Bytes;
        foreach (string line in (machine.ReadText("/proc/meminfo") ?? "").Split('\n'))
        {
            // MemTotal:       16393356 kB
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["MemTotal:", var number, ..] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kib) && kib < 1L << 40)
                return ((kib * 1024 / 100 * settings.Percent) + ShareUnit - 1) / ShareUnit * ShareUnit;
        }
        return null;
    }

    // Where a temporary disk is mounted with a file system that swapping to is known to work on, whoever mounted it.
    private static string? Place(MachineView machine)
    {
        var mounts = MountTable.Read(machine);
        foreach (var disk in TemporaryDisks.Find(machine))
            if (DiskUse.Of(disk, mounts, machine).Mount is { FileSystem: "ext4" or "xfs" or "btrfs", MountPoint: var place }) return place;
        return null;
    }

    private static bool IsActive(string path, MachineView machine)
    {
        foreach (string line in (machine.ReadText("/proc/swaps") ?? "").Split('\n'))
            if (line.Split(' ', '\t')[0] == path) return true;
        return false;
    }
}
