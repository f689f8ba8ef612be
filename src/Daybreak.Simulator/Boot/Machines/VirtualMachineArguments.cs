namespace Daybreak.Simulator.Boot.Machines;

/// <summary>The parts of QEMU's command line that follow from a machine's hardware alone.</summary>
internal static class VirtualMachineArguments
{
    /// <summary>The kernel to boot, or the firmware for booting from the disk.</summary>
    /// <param name="hardware">The machine.</param>
    /// <param name="variablesFile">The copy of the UEFI variables.</param>
    public static string[] Start(VirtualHardware hardware, string variablesFile)
    {
        if (hardware.Kernel is { } kernel)
        {
            string[] ramDisk = kernel.InitialRamDisk is null ? [] : ["-initrd", kernel.InitialRamDisk];
            return ["-kernel", kernel.Image, .. ramDisk, "-append", $"{kernel.Arguments} {Emulation.KernelArguments}"];
        }
        // Boot loaders may require a display, and Azure's machines have one.
        string[] firmware = ["-device", "VGA"];
        return hardware.Uefi is not { } uefi
            // A BIOS that finds nothing waits forever. Make it reset instead, which ends the emulator.
            ? [.. firmware, "-boot", "strict=on,reboot-timeout=1000"]
            :
            [
                .. firmware,
                "-drive", $"if=pflash,format=raw,unit=0,readonly=on,file={Emulation.Escape(uefi.Code)}",
                "-drive", $"if=pflash,format=raw,unit=1,file={Emulation.Escape(variablesFile)}",
            ];
    }

    /// <summary>The temporary disk.</summary>
    public static string[] TemporaryDisk(VirtualHardware hardware) => hardware.TemporaryDisk is null
        ? []
        : ["-blockdev", Emulation.Block("temporary", "raw", hardware.TemporaryDisk), "-device", "scsi-hd,bus=scsi.0,lun=1,drive=temporary,id=temporary-disk"];

    /// <summary>The data disks with their controller.</summary>
    public static IReadOnlyList<string> DataDisks(VirtualHardware hardware)
    {
        var arguments = new List<string>();
        if (hardware.DataDisks.Count > 0) arguments.AddRange("-device", "virtio-scsi-pci,id=data");
        foreach (var (lun, file) in hardware.DataDisks)
        {
            var node = string.Create(CultureInfo.InvariantCulture, $"data{lun}");
            arguments.AddRange("-blockdev", Emulation.Block(node, "raw", file), "-device", string.Create(CultureInfo.InvariantCulture, $"scsi-hd,bus=data.0,lun={lun},drive={node}"));
        }
        return arguments;
    }

    /// <summary>The NVMe disks, each with its controller.</summary>
    public static IEnumerable<string> NvmeDisks(VirtualHardware hardware) => hardware.NvmeDisks.SelectMany(NvmeDisk);

    private static string[] NvmeDisk(string image, int index)
    {
        var node = string.Create(CultureInfo.InvariantCulture, $"nvme{index}");
        return ["-blockdev", Emulation.Block(node, "raw", image), "-device", $"nvme,serial={node},drive={node}"];
    }
}
