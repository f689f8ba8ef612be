using System.IO.Hashing;

namespace Daybreak.Machine.Disks;

/// <summary>The GUID partition table (UEFI specification, chapter 5.3): the header in the second sector, then the entries, and a copy of both at the end of the disk.</summary>
internal static class GuidTable
{
    private const int HeaderSize = 92;
    private const int EntryLimit = 1024;

    public static bool IsAt(DiskBytes disk, int sector) => disk.Read(sector, 8) is { } magic && magic.AsSpan().SequenceEqual("EFI PART"u8);

    public static PartitionTable Read(DiskBytes disk, int sector, bool wantsBackup)
    {
        long last = (disk.Length / sector) - 1;
        if (ReadHeader(disk, sector, 1) is not { } primary) return PartitionTable.Faulty("its GUID partition table is damaged");
        if (wantsBackup)
        {
            if (primary.Other != last) return PartitionTable.Faulty("its GUID partition table belongs to a disk of another size");
            if (ReadHeader(disk, sector, last) is not { } backup || backup.Other != 1 || !backup.Entries.AsSpan().SequenceEqual(primary.Entries))
                return PartitionTable.Faulty("the backup of its GUID partition table is damaged");
        }
        var found = new List<Partition>();
        for (int at = 0; at < primary.Entries.Length; at += primary.EntrySize)
        {
            var entry = primary.Entries.AsSpan(at, primary.EntrySize);
            var type = new Guid(entry[..16]);
            if (type == Guid.Empty) continue;
            ulong from = BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]);
            ulong to = BinaryPrimitives.ReadUInt64LittleEndian(entry[40..]);
            if (from < primary.FirstUsable || to > primary.LastUsable || from > to) return PartitionTable.Faulty("its partition table has an entry that does not fit the disk");
            long start = (long)from * sector, length = (long)(to - from + 1) * sector;
            foreach (var other in found)
                if (start < other.Start + other.Length && other.Start < start + length) return PartitionTable.Faulty("its partitions overlap");
            found.Add(new Partition(start, length, type.ToString()));
        }
        long table = sector + RoundUp(primary.Entries.Length, sector);
        return new PartitionTable(found, new TableMargins(table + sector, table));
    }

    private static Header? ReadHeader(DiskBytes disk, int sector, long position)
    {
        if (disk.Read(position * sector, sector) is not { } bytes || !bytes.AsSpan(0, 8).SequenceEqual("EFI PART"u8)) return null;
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(12));
        if (size < HeaderSize || size > sector) return null;
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(16));
        bytes.AsSpan(16, 4).Clear();
        if (Crc32.HashToUInt32(bytes.AsSpan(0, (int)size)) != checksum) return null;

        long last = (disk.Length / sector) - 1;
        ulong own = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(24));
        ulong other = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(32));
        ulong firstUsable = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(40));
        ulong lastUsable = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(48));
        ulong entriesAt = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(72));
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(80));
        uint entrySize = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(84));
        if (own != (ulong)position || other > (ulong)last || lastUsable > (ulong)last || firstUsable > lastUsable || entriesAt > (ulong)last) return null;
        if (count is 0 or > EntryLimit || entrySize is < 128 or > 4096 || entrySize % 128 != 0) return null;
        if (disk.Read((long)entriesAt * sector, (int)(count * entrySize)) is not { } entries) return null;
        return Crc32.HashToUInt32(entries) == BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(88))
            ? new Header((long)other, firstUsable, lastUsable, entries, (int)entrySize)
            : null;
    }

    private static long RoundUp(long length, int sector) => (length + sector - 1) / sector * sector;

    private sealed record Header(long Other, ulong FirstUsable, ulong LastUsable, byte[] Entries, int EntrySize);
}
