namespace Daybreak.Simulator.Boot.Machines;

/// <summary>The hardware of a virtual machine.</summary>
public sealed record VirtualHardware
{
    /// <summary>The image of the OS disk.</summary>
    public required DiskImage Disk { get; init; }

    /// <summary>A kernel to boot without firmware and boot loader; null to boot from the disk.</summary>
    public DirectKernel? Kernel { get; init; }

    /// <summary>The UEFI firmware's code, as in Azure's generation 2; null for a BIOS, as in generation 1.</summary>
    public UefiFirmware? Uefi { get; init; }

    /// <summary>Memory in MiB.</summary>
    public int MemoryMib { get; init; } = 1024;

    /// <summary>The raw image of the temporary disk, which is written to; null for none.</summary>
    public string? TemporaryDisk { get; init; }

    /// <summary>Raw images of NVMe disks, one controller each. They are written to.</summary>
    public IReadOnlyList<string> NvmeDisks { get; init; } = [];

    /// <summary>Data disks by logical unit number, as raw images that are written to. They have a separate controller, as in Azure.</summary>
    public IReadOnlyList<KeyValuePair<int, string>> DataDisks { get; init; } = [];

    /// <summary>The MAC addresses: six groups of two lower-case hexadecimal digits each. Azure's range is 00:0d:3a.</summary>
    public IReadOnlyList<string> Macs { get; init; } = ["00:0d:3a:00:00:01"];

    /// <summary>Which accelerator the machine asks for.</summary>
    public AcceleratorChoice Accelerator { get; init; }
}

/// <summary>A kernel that the emulator loads directly.</summary>
/// <param name="Image">The kernel: bzImage or ELF.</param>
/// <param name="InitialRamDisk">Its initial RAM disk; null for none.</param>
/// <param name="Arguments">The kernel's arguments for the root file system.</param>
public sealed record DirectKernel(string Image, string? InitialRamDisk, string Arguments);

/// <summary>A UEFI firmware in two parts.</summary>
/// <param name="Code">The file with the code, which is never written to.</param>
/// <param name="Variables">The template of the variables; each machine gets a copy.</param>
public sealed record UefiFirmware(string Code, string Variables);

/// <summary>What executes the machine's instructions.</summary>
public enum Accelerator
{
    /// <summary>QEMU's translator, which works everywhere but is slow.</summary>
    Emulation,

    /// <summary>The host's processor through /dev/kvm.</summary>
    Kvm,
}
