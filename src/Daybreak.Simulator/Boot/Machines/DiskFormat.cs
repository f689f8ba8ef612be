using System.Text.Json;

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
    /// <summary>The disk's bytes where a footer follows them; null for what the file says itself.</summary>
    public long? Size { get; init; }

    /// <summary>The format as QEMU names it.</summary>
    /// <remarks>QEMU's own driver for VHDs takes the size of some (VirtualBox') from cylinders, heads and sectors, and cuts the disk's end off.</remarks>
    public string Driver => Format == DiskFormat.Qcow2 ? "qcow2" : "raw";

    /// <summary>What another image names as the one below it.</summary>
    public string Reference => Size is not { } size ? System.IO.Path.GetFullPath(Path) : "json:" + JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["driver"] = Driver,
        ["offset"] = 0,
        ["size"] = size,
        ["file"] = new Dictionary<string, object> { ["driver"] = "file", ["filename"] = System.IO.Path.GetFullPath(Path) },
    });
}
