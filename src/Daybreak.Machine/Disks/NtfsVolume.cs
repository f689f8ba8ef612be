using System.Buffers.Binary;
using System.Text;

namespace Daybreak.Machine.Disks;

/// <summary>
/// The names in the root directory of an NTFS volume, read without a driver: what has to be known before a disk that the platform has
/// prepared for Windows may be formatted. Everything is bounded; what is not understood is a fault, never an empty directory.
/// </summary>
/// <remarks>As written down by the Linux-NTFS project: boot sector, file table ($MFT), file 5 being the root directory, its index $I30.</remarks>
/// <param name="Names">What users and the platform have put there; the volume's own files ($MFT and the like) are left out.</param>
/// <param name="Fault">Why it cannot be read; null when it can.</param>
public sealed record NtfsVolume(IReadOnlyList<string> Names, string? Fault = null)
{
    private const int NameLimit = 1000;
    // A block each; a directory of that many has names enough.
    private const int BlockLimit = 256;
    private const uint AttributeList = 0x20, Data = 0x80, IndexRoot = 0x90, IndexAllocation = 0xa0, Bitmap = 0xb0;
    private const int RootFile = 5;
    // Records below are the volume's own.
    private const long FirstUserFile = 24;

    /// <summary>Reads it.</summary>
    /// <param name="area">The partition.</param>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public static NtfsVolume Read(DiskBytes area) => Geometry.Of(area) is { } geometry ? new Reader(area, geometry).Root() : Faulty("its boot sector makes no sense");

    private static NtfsVolume Faulty(string why) => new([], why);

    /// <param name="Cluster">Bytes a cluster.</param>
    /// <param name="Record">Bytes a record of the file table.</param>
    /// <param name="Table">The file table's first cluster.</param>
    private sealed record Geometry(int Cluster, int Record, long Table)
    {
        public static Geometry? Of(DiskBytes area)
        {
            if (area.Read(0, 512) is not { } boot || !boot.AsSpan(3, 8).SequenceEqual("NTFS    "u8) || boot[510] != 0x55 || boot[511] != 0xaa) return null;
            int sector = NtfsRecord.Word(boot, 11);
            if (sector is not (512 or 1024 or 2048 or 4096)) return null;
            // Above 128 it is the negative of the power of two.
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
        // Each once, in the order in which they were found.
        private readonly List<long> blocks = [];

        public NtfsVolume Root()
        {
            if (RecordAt(geometry.Table * geometry.Cluster) is not { } table) return Faulty("its file table cannot be read");
            if (NtfsRuns.Of(NtfsRecord.Attribute(table, Data, "", out _)) is not { } tableRuns) return Faulty("its file table cannot be found");
            if (At(tableRuns, (long)RootFile * geometry.Record) is not { } place || RecordAt(place) is not { } root) return Faulty("its root directory cannot be read");
            // In use, and a directory.
            if ((NtfsRecord.Word(root, 22) & 3) != 3) return Faulty("its root directory is none");
            if (!NtfsRecord.Attribute(root, AttributeList, "", out bool isSound).IsEmpty || !isSound) return Faulty("its root directory is too large to be a fresh one");

            var top = NtfsRecord.Value(NtfsRecord.Attribute(root, IndexRoot, "$I30", out _));
            if (top.Length < 32 || NtfsRecord.Long(top, 0) != 0x30) return Faulty("its root directory has no index");
            uint blockSize = NtfsRecord.Long(top, 8);
            if (blockSize is < 512 or > 65536 || !uint.IsPow2(blockSize)) return Faulty("its root directory's index makes no sense");
            if (!Take(top[16..])) return Faulty("its root directory's index makes no sense");
            // As many blocks as are in use: a link to one that was lost would hide what is in it.
            if (!TryCount(NtfsRecord.Attribute(root, Bitmap, "$I30", out _), out int inUse)) return Faulty("its root directory is too large to be a fresh one");
            if (blocks.Count == 0) return inUse == 0 ? new NtfsVolume(names) : Faulty("a part of its root directory cannot be found");

            if (NtfsRuns.Of(NtfsRecord.Attribute(root, IndexAllocation, "$I30", out _)) is not { } indexRuns) return Faulty("a part of its root directory cannot be found");
            // Counted in clusters, or in sectors of 512 bytes where a block is smaller than a cluster.
            long unit = blockSize < geometry.Cluster ? 512 : geometry.Cluster;
            for (int i = 0; i < blocks.Count; i++)
            {
                if (blocks.Count > BlockLimit || names.Count > NameLimit) return Faulty("its root directory is too large to be a fresh one");
                if (Whole(indexRuns, blocks[i] * unit, (int)blockSize) is not { } block || !NtfsRecord.Restore(block, "INDX"u8) || !Take(block.AsSpan(24)))
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

        private byte[]? RecordAt(long place) => area.Read(place, geometry.Record) is { } record && NtfsRecord.Restore(record, "FILE"u8) ? record : null;

        private long? At(NtfsRuns runs, long offset) =>
            runs.ClusterAt(offset / geometry.Cluster) is { } cluster && cluster <= area.Length / geometry.Cluster ? (cluster * geometry.Cluster) + (offset % geometry.Cluster) : null;

        // A block may be larger than a cluster, and its clusters need not lie together.
        private byte[]? Whole(NtfsRuns runs, long offset, int size)
        {
            var whole = new byte[size];
            for (int done = 0; done < size;)
            {
                int piece = Math.Min(size - done, geometry.Cluster - (int)((offset + done) % geometry.Cluster));
                if (At(runs, offset + done) is not { } place || area.Read(place, piece) is not { } bytes) return null;
                bytes.CopyTo(whole, done);
                done += piece;
            }
            return whole;
        }

        // An index header, and the entries behind it: each a name, or the end; some with a block of smaller names below.
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
            // The upper 16 bits count how often the record was used.
            long file = BinaryPrimitives.ReadInt64LittleEndian(entry) & 0xffffffffffff;
            string name = Encoding.Unicode.GetString(key.Slice(66, length));
            if (file >= FirstUserFile || (name[0] != '$' && name != ".")) names.Add(name);
            return true;
        }
    }
}
