namespace Daybreak.Machine.Disks;

/// <summary>A disk's partition table, MBR or GPT.</summary>
/// <param name="Partitions">The partitions, in the order of the table.</param>
/// <param name="Margins">The bytes that the table occupies at the beginning and at the end of the disk.</param>
/// <param name="Fault">Why the table is invalid; null if it is valid.</param>
public sealed record PartitionTable(IReadOnlyList<Partition> Partitions, TableMargins Margins, string? Fault = null)
{
    private const int Sector = 512;
    private const byte Protective = 0xee;

    /// <summary>
    /// The table of a whole disk; null if there is none. The backup of a GUID partition table must exist, unless it is not wanted.
    /// </summary>
    public static PartitionTable? Read(DiskBytes disk, bool wantsBackup = true)
    {
        if (disk.Read(0, Sector) is not { } first) return null;
        foreach (int sector in (ReadOnlySpan<int>)[512, 4096])
            if (GuidTable.IsAt(disk, sector)) return GuidTable.Read(disk, sector, wantsBackup);
        return first[510] == 0x55 && first[511] == 0xaa ? ReadMaster(disk, first) : null;
    }

    /// <summary>An invalid table.</summary>
    internal static PartitionTable Faulty(string fault) => new([], new TableMargins(0, 0), fault);

    // The master boot record: four entries of 16 bytes at offset 446. Extended partitions (5, 15, 0x85) are not followed, because the platform
    // creates none.
    private static PartitionTable ReadMaster(DiskBytes disk, byte[] first)
    {
        var found = new List<Partition>();
        for (int at = 446; at < 510; at += 16)
        {
            byte type = first[at + 4];
            long start = BinaryPrimitives.ReadUInt32LittleEndian(first.AsSpan(at + 8)) * (long)Sector;
            long length = BinaryPrimitives.ReadUInt32LittleEndian(first.AsSpan(at + 12)) * (long)Sector;
            if (first[at] is not (0 or 0x80)) return Faulty("its partition table is invalid");
            if (type == 0 && length == 0) continue;
            if (type == Protective) return Faulty("its GUID partition table is missing");
            if (type == 0 || length == 0 || start < Sector || start > disk.Length - length) return Faulty("its partition table has an entry that does not fit the disk");
            foreach (var other in found)
                if (start < other.Start + other.Length && other.Start < start + length) return Faulty("its partitions overlap");
            found.Add(new Partition(start, length, type.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
        }
        return new PartitionTable(found, new TableMargins(Sector, 0));
    }
}

/// <summary>One partition.</summary>
/// <param name="Start">Where it begins, in bytes.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Type">The type: two hexadecimal digits of a master boot record, or a GUID in lower case.</param>
public sealed record Partition(long Start, long Length, string Type);

/// <summary>The bytes of a disk that its partition table occupies.</summary>
/// <param name="Head">At the beginning.</param>
/// <param name="Tail">At the end.</param>
public sealed record TableMargins(long Head, long Tail);
