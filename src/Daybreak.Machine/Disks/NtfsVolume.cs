namespace Daybreak.Machine.Disks;

/// <summary>
/// The names in the root directory of an NTFS volume, read without a driver. They decide whether a disk that the platform has prepared for
/// Windows may be formatted. All sizes are bounded. Content that is not understood is a fault, never an empty directory.
/// </summary>
/// <remarks>Documented by the Linux-NTFS project: boot sector, file table ($MFT), file 5 (the root directory) and its index $I30.</remarks>
/// <param name="Names">The names of users' and the platform's files. The files of the file system ($MFT and others) are omitted.</param>
/// <param name="Fault">Why it cannot be read; null if it can.</param>
public sealed record NtfsVolume(IReadOnlyList<string> Names, string? Fault = null)
{
    private const int NameLimit = 1000;
    // In blocks. A larger directory contains user files.
    private const int BlockLimit = 256;
    private const uint AttributeList = 0x20, Data = 0x80, IndexRoot = 0x90, IndexAllocation = 0xa0, Bitmap = 0xb0;
    private const int RootFile = 5;
    // Lower record numbers belong to the file system.
    private const long FirstUserFile = 24;

    /// <summary>Reads the volume of a partition.</summary>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public static NtfsVolume Read(DiskBytes area) => Geometry.Of(area) is { } geometry ? new Reader(area, geometry).Root() : Faulty("its boot sector is invalid");

    private static NtfsVolume Faulty(string why) => new([], why);

    /// <param name="Cluster">Bytes per cluster.</param>
    /// <param name="Record">Bytes per record of the file table.</param>
    /// <param name="Table">The first cluster of the file table.</param>
    private sealed record Geometry(int Cluster, int Record, long Table)
    {
        public static Geometry? Of(DiskBytes area)
        {
            if (area.Read(0, 512) is not { } boot || !boot.AsSpan(3, 8).SequenceEqual("NTFS    "u8) || boot[510] != 0x55 || boot[511] != 0xaa) return null;
            int sector = NtfsRecord.Word(boot, 11);
            if (sector is not (512 or 1024 or 2048 or 4096)) return null;
            // Values above 128 are negative exponents of two.
            int perCluster = boot[13] <= 128 ? boot[13] : boot[13] >= 0xf4 ? 1 << (256 - boot[13]) : 0;
            if (perCluster == 0 || !int.IsPow2(perCluster)) return null;
            int cluster = sector * perCluster;
            long sectors = BinaryPrimitives.ReadInt64LittleEndian(boot.AsSpan(40)), table = BinaryPrimitives.ReadInt64LittleEndian(boot.AsSpan(48));
            if (cluster > 2 * 1024 * 1024 || sectors <= 0 || sectors > area.Length / sector || table <= 0 || table > area.Length / cluster) return null;
            int coded = (sbyte)boot[64];
            long record = coded > 0 ? (long)coded * cluster : coded is > -17 and < 0 ? 1L << -coded : 0;
            return record is >= 512 and <= 65536 && record % 512 == 0 ? new Geometry(cluster, (int)record, table) : null;
        }
    }

    private sealed class Reader(DiskBytes area, Geometry geometry)
    {
        private readonly List<string> names = [];
        // Each name once, in the order found.
        private readonly List<long> blocks = [];

        public NtfsVolume Root()
        {
            if (RecordAt(geometry.Table * geometry.Cluster) is not { } table) return Faulty("its file table cannot be read");
            if (NtfsRuns.Of(NtfsRecord.Attribute(table, Data, "", out _)) is not { } tableRuns) return Faulty("its file table cannot be found");
            if (At(tableRuns, (long)RootFile * geometry.Record) is not { } position || RecordAt(position) is not { } root) return Faulty("its root directory cannot be read");
            // Flags: in use, and a directory.
            if ((NtfsRecord.Word(root, 22) & 3) != 3) return Faulty("its root directory is not a directory");
            if (!NtfsRecord.Attribute(root, AttributeList, "", out bool isSound).IsEmpty || !isSound) return Faulty("its root directory is too large for a new volume");

            var top = NtfsRecord.Value(NtfsRecord.Attribute(root, IndexRoot, "$I30", out _));
            if (top.Length < 32 || NtfsRecord.Long(top, 0) != 0x30) return Faulty("its root directory has no index");
            uint blockSize = NtfsRecord.Long(top, 8);
            if (blockSize is < 512 or > 65536 || !uint.IsPow2(blockSize)) return Faulty("the index of its root directory is invalid");
            if (!Take(top[16..])) return Faulty("the index of its root directory is invalid");
            // All blocks that are in use must be linked: a lost link would hide names.
            if (!TryCount(NtfsRecord.Attribute(root, Bitmap, "$I30", out _), out int inUse)) return Faulty("its root directory is too large for a new volume");
            if (blocks.Count == 0) return inUse == 0 ? new NtfsVolume(names) : Faulty("a part of its root directory cannot be found");

            if (NtfsRuns.Of(NtfsRecord.Attribute(root, IndexAllocation, "$I30", out _)) is not { } indexRuns) return Faulty("a part of its root directory cannot be found");
            // In clusters, or in 512-byte sectors if a block is smaller than a cluster.
            long unit = blockSize < geometry.Cluster ? 512 : geometry.Cluster;
            for (int i = 0; i < blocks.Count; i++)
            {
                if (blocks.Count > BlockLimit || names.Count > NameLimit) return Faulty("its root directory is too large for a new volume");
                if (ReadContent(indexRuns, blocks[i] * unit, (int)blockSize) is not { } block || !NtfsRecord.Restore(block, "INDX"u8) || !Take(block.AsSpan(24)))
                    return Faulty("a part of its root directory cannot be read");
            }
            return inUse == blocks.Count ? new NtfsVolume(names) : Faulty("a part of its root directory cannot be found");
        }

        private static bool TryCount(ReadOnlySpan<byte> bitmap, out int count)
        {
            count = 0;
            if (bitmap.IsEmpty) return true;
            if (bitmap[8] != 0) return false;
            foreach (byte bits in NtfsRecord.Value(bitmap)) count += int.PopCount(bits);
            return true;
        }

        private byte[]? RecordAt(long position) => area.Read(position, geometry.Record) is { } record && NtfsRecord.Restore(record, "FILE"u8) ? record : null;

        private long? At(NtfsRuns runs, long offset) =>
            runs.ClusterAt(offset / geometry.Cluster) is { } cluster && cluster <= area.Length / geometry.Cluster ? (cluster * geometry.Cluster) + (offset % geometry.Cluster) : null;

        // A block may have several clusters, which need not be contiguous.
        private byte[]? ReadContent(NtfsRuns runs, long offset, int size)
        {
            var whole = new byte[size];
            for (int done = 0; done < size;)
            {
                int piece = Math.Min(size - done, geometry.Cluster - (int)((offset + done) % geometry.Cluster));
                if (At(runs, offset + done) is not { } position || area.Read(position, piece) is not { } bytes) return null;
                bytes.CopyTo(whole, done);
                done += piece;
            }
            return whole;
        }

        // An index header and its entries. An entry has a name or is the last one, and some refer to a block with smaller names.
        private bool Take(ReadOnlySpan<byte> header)
        {
            if (header.Length < 16) return false;
            uint at = NtfsRecord.Long(header, 0), end = NtfsRecord.Long(header, 4);
            if (end > header.Length || at < 16) return false;
            bool hasBlocks = (header[12] & 1) != 0;
            while (at + 16 <= end)
            {
                var entry = header[(int)at..(int)end];
                int length = NtfsRecord.Word(entry, 8), keyLength = NtfsRecord.Word(entry, 10), flags = NtfsRecord.Word(entry, 12);
                if (length < 16 || length > entry.Length || keyLength > length - 16) return false;
                if ((flags & 1) != 0 != hasBlocks || (hasBlocks && !Follow(entry[..length]))) return false;
                if ((flags & 2) != 0) return at + length == end;
                if (!TakeName(entry, keyLength)) return false;
                at += (uint)length;
            }
            return false;
        }

        private bool Follow(ReadOnlySpan<byte> entry)
        {
            if (entry.Length < 24) return false;
            long below = BinaryPrimitives.ReadInt64LittleEndian(entry[^8..]);
            if (below is < 0 or > 1L << 40) return false;
            if (!blocks.Contains(below)) blocks.Add(below);
            return true;
        }

        private bool TakeName(ReadOnlySpan<byte> entry, int keyLength)
        {
            if (keyLength < 66) return false;
            var key = entry.Slice(16, keyLength);
            int length = key[64] * 2;
            if (length == 0 || 66 + length > keyLength || names.Count > NameLimit) return false;
            // The upper 16 bits count how often the record was reused.
            long file = BinaryPrimitives.ReadInt64LittleEndian(entry) & 0xffffffffffff;
            string name = Encoding.Unicode.GetString(key.Slice(66, length));
            if (file >= FirstUserFile || (name[0] != '$' && name != ".")) names.Add(name);
            return true;
        }
    }
}
