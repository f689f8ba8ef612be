namespace Daybreak.Platform.Media;

/// <summary>A block device that could hold provisioning media.</summary>
/// <param name="Path">Such as "/dev/sr0".</param>
/// <param name="IsOptical">Whether it is an optical drive by its own word.</param>
public sealed record BlockDevice(string Path, bool IsOptical);

/// <summary>Lists block devices by what they are, as sysfs tells it: names differ between buses and kernels.</summary>
/// <param name="sysfs">"/sys".</param>
/// <param name="devices">"/dev".</param>
public sealed class BlockDevices(string sysfs, string devices)
{
    /// <summary>Provisioning media is far smaller; a larger disk that is no optical drive is somebody's data.</summary>
    private const long LargestDisc = 1L << 30;

    /// <summary>SCSI peripheral device type 5: CD/DVD (SPC-4, table 142), in sysfs as the device's "type".</summary>
    private const string OpticalType = "5";

    private static readonly string[] MemoryBacked = ["loop", "ram", "zram"];

    /// <summary>The devices of this machine.</summary>
    public static BlockDevices OfMachine { get; } = new("/sys", "/dev");

    /// <summary>Whole devices that could hold the media: optical drives first, each kind in the order of its names.</summary>
    public IReadOnlyList<BlockDevice> Candidates()
    {
        string directory = $"{sysfs}/class/block";
        if (!Directory.Exists(directory)) return [];
        string[] entries = Directory.GetFileSystemEntries(directory);
        Array.Sort(entries, string.CompareOrdinal);
        var optical = new List<BlockDevice>();
        var disks = new List<BlockDevice>();
        foreach (string entry in entries)
        {
            string name = Path.GetFileName(entry);
            if (Array.Exists(MemoryBacked, kind => name.StartsWith(kind, StringComparison.Ordinal)) || File.Exists($"{entry}/partition")) continue;
            if (IsOptical(directory, name)) optical.Add(new BlockDevice($"{devices}/{name}", true));
            else if (Size(directory, name) is > 0 and <= LargestDisc) disks.Add(new BlockDevice($"{devices}/{name}", false));
        }
        return [.. optical, .. disks];
    }

    /// <summary>Whether the kernel has found an optical drive that no driver has made a block device of: sr_mod is loaded some time after the bus was scanned.</summary>
    public bool DriveIsComing()
    {
        string directory = $"{sysfs}/bus/scsi/devices";
        if (!Directory.Exists(directory)) return false;
        foreach (string entry in Directory.GetFileSystemEntries(directory))
        {
            if (ReadLine($"{entry}/type") == OpticalType && !Directory.Exists($"{entry}/block")) return true;
        }
        return false;
    }

    private static bool IsOptical(string directory, string name) =>
        ReadLine($"{directory}/{name}/device/type") == OpticalType || ReadLine($"{directory}/{name}/device/media") == "cdrom" || name.StartsWith("sr", StringComparison.Ordinal);

    // sysfs counts in 512-byte units, whatever the device's own sectors are.
    private static long Size(string directory, string name) =>
        long.TryParse(ReadLine($"{directory}/{name}/size"), NumberStyles.None, CultureInfo.InvariantCulture, out long units) ? units * 512 : 0;

    private static string? ReadLine(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
