namespace Daybreak.Provisioning.Steps;

/// <summary>Raises the timeouts of the root disks and the platform's disks, because remote disks may be slow. Longer timeouts stay.</summary>
/// <remarks>The udev rule 67-azure-timeouts.rules does the same for disks that appear later.</remarks>
/// <param name="settings">The timeouts.</param>
public sealed class SetDiskTimeouts(KernelSettings settings) : IBootStep
{
    private const string Module = "/sys/module/nvme_core/parameters/io_timeout";

    /// <inheritdoc/>
    public string Name => "disk-timeouts";

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine) => StepPlan.Of(Changes(machine));

    private List<Change> Changes(MachineView machine)
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
                    Raise(machine, block + "/device/timeout", settings.ScsiTimeout, 1, $"SCSI timeout of {disk}", changes);
            }
            else if (disk.StartsWith("nvme", StringComparison.Ordinal) && (isRoot || BlockDevice.Value(machine, block + "/device/model").StartsWith("MSFT NVMe Accelerator", StringComparison.Ordinal)))
            {
                hasNvme = true;
                Raise(machine, block + "/queue/io_timeout", settings.NvmeTimeout, 1000, $"NVMe timeout of {disk}", changes);
            }
        }
        // The default for disks that are attached later.
        if (hasNvme) Raise(machine, Module, settings.NvmeTimeout, 1, "NVMe timeout of new disks", changes);
        return changes;
    }

    private static void Raise(MachineView machine, string path, TimeSpan wanted, int unitsPerSecond, string what, List<Change> changes)
    {
        long seconds = (long)wanted.TotalSeconds;
        if (!long.TryParse(BlockDevice.Value(machine, path), NumberStyles.None, CultureInfo.InvariantCulture, out long now) || now >= seconds * unitsPerSecond) return;
        changes.Add(new SetKernelValue(path, (seconds * unitsPerSecond).ToString(CultureInfo.InvariantCulture), $"{what} {seconds.ToString(CultureInfo.InvariantCulture)} s"));
    }
}
