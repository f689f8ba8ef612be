namespace Daybreak.Simulator.Boot.Machines;

/// <summary>What a virtual machine is made of.</summary>
public sealed record VirtualHardware
{
    /// <summary>The image on its first disk.</summary>
    public required DiskImage Disk { get; init; }

    /// <summary>A kernel to start without firmware and boot loader; null for what the disk starts.</summary>
    public DirectKernel? Kernel { get; init; }

    /// <summary>The UEFI firmware's code, as in Azure's generation 2; null for a BIOS, as in generation 1.</summary>
    public UefiFirmware? Uefi { get; init; }

    /// <summary>Memory in MiB.</summary>
    public int MemoryMib { get; init; } = 1024;

    /// <summary>The image of the temporary disk, raw; it is written to. Null for none.</summary>
    public string? TemporaryDisk { get; init; }

    /// <summary>Disks with an NVMe controller each: raw images that are written to.</summary>
    public IReadOnlyList<string> NvmeDisks { get; init; } = [];

    /// <summary>Data disks, on a controller of their own as in Azure: logical unit number, and the raw image that is written to.</summary>
    public IReadOnlyList<KeyValuePair<int, string>> DataDisks { get; init; } = [];

    /// <summary>Network interfaces: six groups of two lower-case hexadecimal digits each. 00:0d:3a is Azure's own range.</summary>
    public IReadOnlyList<string> Macs { get; init; } = ["00:0d:3a:00:00:01"];

    /// <summary>Which accelerator the machine asks for.</summary>
    public AcceleratorChoice Accelerator { get; init; }
}

/// <summary>A kernel that the emulator loads itself.</summary>
/// <param name="Image">The kernel: bzImage or ELF.</param>
/// <param name="InitialRamDisk">Its initial RAM disk; null for none.</param>
/// <param name="Arguments">What the kernel is told about its root file system.</param>
public sealed record DirectKernel(string Image, string? InitialRamDisk, string Arguments);

/// <summary>A UEFI firmware in two parts.</summary>
/// <param name="Code">Its code; never written to.</param>
/// <param name="Variables">The template of its variables; each machine has a copy.</param>
public sealed record UefiFirmware(string Code, string Variables);

/// <summary>What executes the machine's instructions.</summary>
public enum Accelerator
{
    /// <summary>QEMU's translator: works everywhere, slowly.</summary>
    Emulation,

    /// <summary>The processor itself, by /dev/kvm.</summary>
    Kvm,
}
