namespace Daybreak.Platform.Kvp;

/// <summary>
/// A pool file of Hyper-V's data exchange: pool 1 goes from the guest to the host. Where there is none (no daemon, a confidential VM,
/// another hypervisor) nothing is written and nothing said: it is a second channel, never the first.
/// </summary>
/// <param name="path">Such as "/var/lib/hyperv/.kvp_pool_1"; null where there can be none.</param>
/// <param name="clock">For the short wait while the daemon holds the lock.</param>
public sealed class KvpPool(string? path, Clock clock)
{
    /// <summary>From the guest to the host, below the root.</summary>
    public const string GuestToHost = "/var/lib/hyperv/.kvp_pool_1";

    /// <summary>A pool with more of them is not one that anybody reads; it is left alone.</summary>
    private const int RecordLimit = 1024;

    /// <summary>Whether the pool is there.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>All records, oldest first; none when the pool is absent or cannot be read.</summary>
    public IReadOnlyList<KvpRecord> Read()
    {
        try
        {
            using var file = Open(FileAccess.Read);
            return file is null ? [] : Read(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Writes a value under a key, in place of the values that it had. A long value takes several records with the same key.</summary>
    /// <returns>Whether it is written; false when the pool is absent or refuses.</returns>
    public bool Write(string key, string value)
    {
        try
        {
            using var file = Open(FileAccess.ReadWrite);
            if (file is null) return false;
            Lock(file);
            try
            {
                string kept = KvpRecord.Keep(key);
                var records = Read(file);
                if (records.Count > RecordLimit) return false;
                records.RemoveAll(record => record.Key == kept);
                records.AddRange(KvpRecord.Split(value).Select(part => new KvpRecord(kept, part)));
                if (records.Count > RecordLimit) return false;
                file.Position = 0;
                foreach (var record in records) file.Write(record.ToBytes());
                file.SetLength(file.Position);
                file.Flush(flushToDisk: true);
                return true;
            }
            finally
            {
                file.Unlock(0, 0);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The daemon takes fcntl(2) locks, which this is; flock(2) would exclude nobody. It holds them for the length of a read.
    private void Lock(FileStream file)
    {
        const int triesAtMost = 50;
        for (int tries = 1; ; tries++)
        {
            try
            {
                file.Lock(0, 0);
                return;
            }
            catch (IOException) when (tries < triesAtMost)
            {
                clock.Wait(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    private FileStream? Open(FileAccess access) =>
        Exists ? new FileStream(path!, FileMode.Open, access, FileShare.ReadWrite, bufferSize: KvpRecord.Size * 8) : null;

    // A torn record at the end, from a crash of another writer, is not one.
    private static List<KvpRecord> Read(FileStream file)
    {
        var records = new List<KvpRecord>();
        byte[] record = new byte[KvpRecord.Size];
        file.Position = 0;
        while (records.Count <= RecordLimit && file.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) == record.Length)
            records.Add(KvpRecord.Read(record));
        return records;
    }
}
