using System.Globalization;
using System.Text;

namespace Daybreak.Machine.Disks;

/// <summary>
/// What Daybreak writes into a block of 4 KiB near the end of a disk that it formats, behind the end of the file system: before mkfs that it has begun, and
/// afterwards, when the file system is durable, that it is whole. So a half-made one is known for what it is and is never mounted, and a whole one is known
/// without being mounted.
/// </summary>
/// <param name="FileSystem">ext4, xfs or btrfs.</param>
/// <param name="Uuid">The file system's, and where it is on an md array, the array's, too.</param>
/// <param name="DiskLength">The disk's size in bytes: a copy on another disk is no seal.</param>
/// <param name="IsWhole">Whether mkfs has ended and its work is on the disk.</param>
public sealed record DiskMarker(string FileSystem, string Uuid, long DiskLength, bool IsWhole)
{
    /// <summary>Its size in bytes.</summary>
    public const int Size = 4096;

    /// <summary>How much at the end of the disk is kept from the file system, in bytes.</summary>
    public const int Reserved = 1024 * 1024;

    /// <summary>Of how many disks the md array is made that the file system is on, this one among them; 0 where there is no array.</summary>
    public int Members { get; init; }

    private const string Title = "Daybreak made this temporary disk 1";

    /// <summary>Where it is on a disk of this size.</summary>
    /// <remarks>
    /// 768 KiB before the end, and not at the very end: mkfs.xfs zeroes the last 128 KiB of the device, whatever size it is given, before it writes anything. An array ends with
    /// the last whole chunk of 512 KiB of its members, so there these 128 KiB begin at most 640 KiB before a member's end.
    /// </remarks>
    public static long Place(long diskLength) => (diskLength / Size * Size) - (768 * 1024);

    /// <summary>The disk's seal; null when there is none, or not this disk's.</summary>
    public static DiskMarker? Read(DiskBytes disk)
    {
        if (disk.Read(Place(disk.Length), Size) is not { } bytes || !bytes.AsSpan().StartsWith("Daybreak"u8)) return null;
        int end = bytes.AsSpan().IndexOf((byte)0);
        if (end < 0 || bytes.AsSpan(end).ContainsAnyExcept((byte)0)) return null;
        string[] lines = Encoding.ASCII.GetString(bytes, 0, end).Split('\n');
        int members = 0;
        if (lines.Length == 7 && !int.TryParse(lines[5], NumberStyles.None, CultureInfo.InvariantCulture, out members)) return null;
        if (lines.Length is not (6 or 7) || lines[1] is not ("begun" or "whole") || !long.TryParse(lines[4], NumberStyles.None, CultureInfo.InvariantCulture, out long length) || length != disk.Length) return null;
        var seal = new DiskMarker(lines[2], lines[3], length, lines[1] == "whole") { Members = members };
        return seal.Block().AsSpan().SequenceEqual(bytes) ? seal : null;
    }

    /// <summary>As it is written.</summary>
    public byte[] Block()
    {
        var block = new byte[Size];
        string members = Members == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Members}\n");
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Title}\n{(IsWhole ? "whole" : "begun")}\n{FileSystem}\n{Uuid}\n{DiskLength}\n{members}")).CopyTo(block, 0);
        return block;
    }
}
