namespace Daybreak.Simulator.Boot.Machines;

/// <summary>The format of a disk image, as QEMU's block layer names it.</summary>
public enum DiskFormat
{
    /// <summary>Only the disk's sectors.</summary>
    Raw,

    /// <summary>QEMU's format.</summary>
    Qcow2,

    /// <summary>A fixed VHD, as Azure requires: the sectors, then a footer of 512 bytes.</summary>
    FixedVhd,
}

/// <summary>A disk image to boot from. It is never written to.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">The file's format.</param>
public sealed record DiskImage(string Path, DiskFormat Format)
{
    /// <summary>The disk's size in bytes if a footer follows; null if the file's format defines it.</summary>
    public long? Size { get; init; }

    /// <summary>The QEMU driver.</summary>
    /// <remarks>QEMU's VHD driver computes the size of some images, such as VirtualBox's, from cylinders, heads and sectors and truncates the disk.</remarks>
    public string Driver => Format == DiskFormat.Qcow2 ? "qcow2" : "raw";

    /// <summary>How an overlay image refers to this one as its backing file.</summary>
    public string Reference => Size is not { } size ? System.IO.Path.GetFullPath(Path) : "json:" + JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["driver"] = Driver,
        ["offset"] = 0,
        ["size"] = size,
        ["file"] = new Dictionary<string, object> { ["driver"] = "file", ["filename"] = System.IO.Path.GetFullPath(Path) },
    });
}
