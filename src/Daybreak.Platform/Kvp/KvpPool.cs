namespace Daybreak.Platform.Kvp;

/// <summary>
/// A pool file of Hyper-V's data exchange. It is a second channel: without the file (no daemon, a confidential VM, another hypervisor),
/// nothing is written, without a warning.
/// </summary>
/// <param name="path">Such as "/var/lib/hyperv/.kvp_pool_1"; null for none.</param>
/// <param name="clock">For the wait while the daemon holds the lock.</param>
public sealed class KvpPool(string? path, Clock clock)
{
    /// <summary>Pool 1, from the guest to the host, below the root.</summary>
    public const string GuestToHost = "/var/lib/hyperv/.kvp_pool_1";

    /// <summary>A pool with more records is not changed.</summary>
    private const int RecordLimit = 1024;

    /// <summary>Whether the pool exists.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>All records, oldest first; none if the pool is absent or unreadable.</summary>
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

    /// <summary>Replaces the values of a key. A long value becomes several records with the same key.</summary>
    /// <returns>Whether the value was written.</returns>
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

    // An fcntl(2) lock, as the daemon uses; the daemon ignores flock(2). It holds its lock for the duration of a read.
    private void Lock(FileStream file)
    {
        const int maximumAttempts = 50;
        for (int attempts = 1; ; attempts++)
        {
            try
            {
                file.Lock(0, 0);
                return;
            }
            catch (IOException) when (attempts < maximumAttempts)
            {
                clock.Wait(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    private FileStream? Open(FileAccess access) =>
        Exists ? new FileStream(path!, FileMode.Open, access, FileShare.ReadWrite, bufferSize: KvpRecord.Size * 8) : null;

    // Ignores an incomplete record at the end, which a crash of another writer leaves.
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
