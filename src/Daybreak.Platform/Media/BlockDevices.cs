namespace Daybreak.Platform.Media;

/// <summary>A block device that may have the provisioning media.</summary>
/// <param name="Path">Such as "/dev/sr0".</param>
/// <param name="IsOptical">Whether sysfs describes it as an optical drive.</param>
public sealed record BlockDevice(string Path, bool IsOptical);

/// <summary>Lists block devices by their properties in sysfs, because names differ between buses and kernels.</summary>
/// <param name="sysfs">"/sys".</param>
/// <param name="devices">"/dev".</param>
public sealed class BlockDevices(string sysfs, string devices)
{
    /// <summary>The maximum size of a disk that may be provisioning media, which is far smaller. A larger disk is a data disk.</summary>
    private const long LargestDisc = 1L << 30;

    /// <summary>SCSI peripheral device type 5, CD/DVD (SPC-4, table 142): the device's "type" in sysfs.</summary>
    private const string OpticalType = "5";

    private static readonly string[] MemoryBacked = ["loop", "ram", "zram"];

    /// <summary>The devices of this machine.</summary>
    public static BlockDevices OfMachine { get; } = new("/sys", "/dev");

    /// <summary>Devices without partitions that may have the media: optical drives, then small disks, each by name.</summary>
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

    /// <summary>Whether an optical drive has no block device yet: the kernel loads sr_mod some time after it scans the bus.</summary>
    public bool DriveIsComing()
    {
        string directory = $"{sysfs}/bus/scsi/devices";
        if (!Directory.Exists(directory)) return false;
        return Directory.GetFileSystemEntries(directory).Any(entry => ReadLine($"{entry}/type") == OpticalType && !Directory.Exists($"{entry}/block"));
    }

    private static bool IsOptical(string directory, string name) =>
        ReadLine($"{directory}/{name}/device/type") == OpticalType || ReadLine($"{directory}/{name}/device/media") == "cdrom" || name.StartsWith("sr", StringComparison.Ordinal);

    // sysfs counts in units of 512 bytes, whatever the sector size of the device.
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
