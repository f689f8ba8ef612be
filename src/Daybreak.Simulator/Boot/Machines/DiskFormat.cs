namespace Daybreak.Simulator.Boot.Machines;

/// <summary>What a disk image is, in the words of QEMU's block layer.</summary>
public enum DiskFormat
{
    /// <summary>The disk's sectors and nothing else.</summary>
    Raw,

    /// <summary>QEMU's own format.</summary>
    Qcow2,

    /// <summary>A fixed VHD: the sectors, then a footer of 512 bytes. What Azure takes.</summary>
    FixedVhd,
}

/// <summary>A disk image that a machine starts from. It is never written to.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">What it is.</param>
public sealed record DiskImage(string Path, DiskFormat Format)
{
    /// <summary>The format as QEMU names it.</summary>
    public string Driver => Format switch
    {
        DiskFormat.Qcow2 => "qcow2",
        DiskFormat.FixedVhd => "vpc",
        _ => "raw",
    };
}
