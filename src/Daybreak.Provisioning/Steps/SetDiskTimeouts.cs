namespace Daybreak.Provisioning.Steps;

/// <summary>
/// Gives the disks the time that remote storage may take: those of the root file system, and all that are the platform's. A longer time
/// of the image's stays. The shipped udev rule does the same for disks that come later.
/// </summary>
/// <param name="settings">How long.</param>
public sealed class SetDiskTimeouts(KernelSettings settings) : IBootStep
{
    private const string Module = "/sys/module/nvme_core/parameters/io_timeout";

    /// <inheritdoc/>
    public string Name => "disk-timeouts";

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine) => StepPlan.Of(Missing(machine));

    private List<Change> Missing(MachineView machine)
    {
        var changes = new List<Change>();
        if (!machine.IsRunning) return changes;
        var rootDisks = BlockDevice.RootDisks(machine);
        bool hasNvme = false;
        foreach (string disk in machine.List("/sys/block"))
        {
            bool isRoot = rootDisks.Contains(disk);
            string block = "/sys/block/" + disk;
            if (disk.StartsWith("sd", StringComparison.Ordinal))
            {
                if (isRoot || (BlockDevice.Value(machine, block + "/device/vendor") == "Msft" && BlockDevice.Value(machine, block + "/device/model") == "Virtual Disk"))
                    Raise(machine, block + "/device/timeout", settings.ScsiTimeout, 1, $"SCSI time-out of {disk}", changes);
            }
            else if (disk.StartsWith("nvme", StringComparison.Ordinal) && (isRoot || BlockDevice.Value(machine, block + "/device/model").StartsWith("MSFT NVMe Accelerator", StringComparison.Ordinal)))
            {
                hasNvme = true;
                Raise(machine, block + "/queue/io_timeout", settings.NvmeTimeout, 1000, $"NVMe time-out of {disk}", changes);
            }
        }
        // What a disk that is attached later begins with.
        if (hasNvme) Raise(machine, Module, settings.NvmeTimeout, 1, "NVMe time-out of new disks", changes);
        return changes;
    }

    private static void Raise(MachineView machine, string path, TimeSpan wanted, int unitsPerSecond, string what, List<Change> changes)
    {
        long seconds = (long)wanted.TotalSeconds;
        if (!long.TryParse(BlockDevice.Value(machine, path), NumberStyles.None, CultureInfo.InvariantCulture, out long now) || now >= seconds * unitsPerSecond) return;
        changes.Add(new SetKernelValue(path, (seconds * unitsPerSecond).ToString(CultureInfo.InvariantCulture), $"{what} {seconds.ToString(CultureInfo.InvariantCulture)} s"));
    }
}
