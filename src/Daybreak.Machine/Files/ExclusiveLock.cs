namespace Daybreak.Machine.Files;

/// <summary>flock(2) on an open file or directory. The kernel releases the lock when this process ends.</summary>
internal sealed unsafe class ExclusiveLock : IDisposable
{
    private readonly Descriptor file;

    private ExclusiveLock(Descriptor file) => this.file = file;

    /// <summary>Takes the lock. The lock owns the descriptor.</summary>
    /// <returns>The lock; null, with the descriptor closed, if another process still holds it after this time.</returns>
    /// <exception cref="FileFailure">The kernel refuses.</exception>
    public static IDisposable? TryTake(Descriptor file, string path, TimeSpan patience = default)
    {
        const int exclusive = 2, withoutWaiting = 4, pause = 2;
        long left = (long)patience.TotalMilliseconds;
        while (Libc.FLock(file.Number, exclusive | withoutWaiting) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == Errno.Interrupted) continue;
            if (error != Errno.Again || left <= 0)
            {
                file.Dispose();
                return error == Errno.Again ? null : throw new FileFailure(path, "lock", error);
            }
            _ = Libc.Poll(null, 0, pause);
            left -= pause;
        }
        return new ExclusiveLock(file);
    }

    /// <summary>
    /// Releases the lock itself before the descriptor is closed: a child process between fork and exec has a copy of the descriptor, and
    /// with it would hold the lock until its exec.
    /// </summary>
    public void Dispose()
    {
        const int unlock = 8;
        if (file.Number >= 0) _ = Libc.FLock(file.Number, unlock);
        file.Dispose();
    }
}
