namespace Daybreak.Machine.Disks;

/// <summary>
/// A 4 KiB block that Daybreak writes near the end of each disk that it formats, after the end of the file system. It says "begun" before mkfs
/// runs, and "whole" once the file system is durable. So an incomplete file system is recognized and never mounted, and a complete one is
/// recognized before it is mounted.
/// </summary>
/// <param name="FileSystem">ext4, xfs or btrfs.</param>
/// <param name="Uuid">The UUID of the file system and, if there is one, of the md array.</param>
/// <param name="DiskLength">The size of the disk in bytes. A marker on a disk of another size is invalid.</param>
/// <param name="IsComplete">Whether mkfs has finished and its result is durable.</param>
public sealed record DiskMarker(string FileSystem, string Uuid, long DiskLength, bool IsComplete)
{
    /// <summary>The size of the marker in bytes.</summary>
    public const int Size = 4096;

    /// <summary>The number of bytes at the end of the disk that the file system does not use.</summary>
    public const int Reserved = 1024 * 1024;

    /// <summary>The number of members of the md array that contains the file system; 0 if there is no array.</summary>
    public int Members { get; init; }

    private const string Title = "Daybreak made this temporary disk 1";

    /// <summary>The offset of the marker on a disk of this size.</summary>
    /// <remarks>
    /// 768 KiB before the end, because mkfs.xfs zeroes the last 128 KiB of the device, regardless of the size that it is given. An array ends with
    /// the last complete chunk (512 KiB) of its members, so there these 128 KiB begin at most 640 KiB before the end of a member.
    /// </remarks>
    public static long OffsetOn(long diskLength) => (diskLength / Size * Size) - (768 * 1024);

    /// <summary>Reads the marker; null if there is none or it belongs to another disk.</summary>
    public static DiskMarker? Read(DiskBytes disk)
    {
        if (disk.Read(OffsetOn(disk.Length), Size) is not { } bytes || !bytes.AsSpan().StartsWith("Daybreak"u8)) return null;
        int end = bytes.AsSpan().IndexOf((byte)0);
        if (end < 0 || bytes.AsSpan(end).ContainsAnyExcept((byte)0)) return null;
        string[] lines = Encoding.ASCII.GetString(bytes, 0, end).Split('\n');
        int members = 0;
        if (lines.Length == 7 && !int.TryParse(lines[5], NumberStyles.None, CultureInfo.InvariantCulture, out members)) return null;
        if (lines.Length is not (6 or 7) || lines[1] is not ("begun" or "whole") || !long.TryParse(lines[4], NumberStyles.None, CultureInfo.InvariantCulture, out long length) || length != disk.Length) return null;
        var marker = new DiskMarker(lines[2], lines[3], length, lines[1] == "whole") { Members = members };
        return marker.Block().AsSpan().SequenceEqual(bytes) ? marker : null;
    }

    /// <summary>The marker as a block.</summary>
    public byte[] Block()
    {
        var block = new byte[Size];
        string members = Members == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Members}\n");
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Title}\n{(IsComplete ? "whole" : "begun")}\n{FileSystem}\n{Uuid}\n{DiskLength}\n{members}")).CopyTo(block, 0);
        return block;
    }
}
