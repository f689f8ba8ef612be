using Daybreak.Machine.Disks;

namespace Daybreak.Provisioning.Steps;

/// <summary>Creates and enables a swap file on the temporary disk, never on the system disk, whose I/O is limited and costs money.</summary>
/// <param name="settings">[Swap].</param>
public sealed class MakeSwap(SwapSettings settings) : IBootStep
{
    private const long Unit = 1024 * 1024;
    // The size of memory differs by some pages between kernels. Rounding keeps the size of the file.
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
                return StepPlan.Warn($"no swap space: {path} exists and was not created by Daybreak");
            // It may be smaller because there was not enough room.
            if (there.Size == wanted || (there.Size < wanted && there.Size + room < wanted)) return StepPlan.Of(Use(path));
            changes.Add(new RemoveFile(path, $"{path} removed: it has another size"));
            room += there.Size;
        }
        long size = Math.Min(wanted, room) / Unit * Unit;
        if (size < Unit)
        {
            warnings.Add($"no swap space: {place} is full");
            return new StepPlan(changes, warnings);
        }
        if (size < wanted) warnings.Add(string.Create(CultureInfo.InvariantCulture, $"swap space of {size / Unit} MiB instead of {wanted / Unit} MiB: {place} has no room for more"));
        changes.Add(new MakeSwapFile(path, size, string.Create(CultureInfo.InvariantCulture, $"{path} of {size / Unit} MiB created")));
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

    // A mounted temporary disk with a file system that supports swap files.
    private static string? Place(MachineView machine)
    {
        var mounts = MountTable.Read(machine);
        foreach (var disk in TemporaryDisks.Find(machine))
            if (DiskUse.Of(disk, mounts, machine).Mount is { FileSystem: "ext4" or "xfs" or "btrfs", MountPoint: var place }) return place;
        return null;
    }

    private static bool IsActive(string path, MachineView machine)
    {
        return (machine.ReadText("/proc/swaps") ?? "").Split('\n').Any(line => line.Split(' ', '\t')[0] == path);
    }
}
