namespace Daybreak.Machine.Disks;

/// <summary>The location of an attribute's content: its runs of clusters, in order.</summary>
internal sealed class NtfsRuns
{
    private const int RunLimit = 4096;
    private readonly List<long> starts = [];
    private readonly List<long> lengths = [];

    private NtfsRuns()
    {
    }

    /// <summary>Reads the runs of a non-resident attribute; null if it is resident or the runs are invalid.</summary>
    public static NtfsRuns? Of(ReadOnlySpan<byte> attribute)
    {
        if (attribute.Length < 64 || attribute[8] == 0) return null;
        // The content of directories and of the file table is never compressed, encrypted or sparse.
        if (NtfsRecord.Word(attribute, 12) != 0) return null;
        int at = NtfsRecord.Word(attribute, 32);
        var runs = new NtfsRuns();
        long start = 0;
        while (at < attribute.Length && attribute[at] != 0)
        {
            int lengthBytes = attribute[at] & 15, startBytes = attribute[at] >> 4;
            if (lengthBytes is 0 or > 8 || startBytes is 0 or > 8 || at + 1 + lengthBytes + startBytes > attribute.Length) return null;
            long length = Number(attribute.Slice(at + 1, lengthBytes));
            long distance = Number(attribute.Slice(at + 1 + lengthBytes, startBytes));
            // Cluster numbers have at most 48 bits.
            if (length is <= 0 or > 1L << 48 || distance is < -(1L << 48) or > 1L << 48) return null;
            start += distance;
            if (start is < 0 or > 1L << 48 || runs.starts.Count == RunLimit) return null;
            runs.starts.Add(start);
            runs.lengths.Add(length);
            at += 1 + lengthBytes + startBytes;
        }
        return runs.starts.Count == 0 ? null : runs;
    }

    /// <summary>The volume cluster that contains a cluster of the content; null beyond its end.</summary>
    public long? ClusterAt(long wanted)
    {
        for (int i = 0; i < starts.Count; i++)
        {
            if (wanted < lengths[i]) return starts[i] + wanted;
            wanted -= lengths[i];
        }
        return null;
    }

    // Little-endian, signed, of variable length.
    private static long Number(ReadOnlySpan<byte> bytes)
    {
        Span<byte> wide = stackalloc byte[8];
        wide.Fill((bytes[^1] & 0x80) != 0 ? (byte)0xff : (byte)0);
        bytes.CopyTo(wide);
        return BinaryPrimitives.ReadInt64LittleEndian(wide);
    }
}
