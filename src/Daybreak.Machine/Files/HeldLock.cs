namespace Daybreak.Machine.Files;

/// <summary>
/// A flock(2) lock. Disposing releases the lock itself before the descriptor is closed: a child process between fork and exec has a copy of the
/// descriptor, and with it would hold the lock until its exec.
/// </summary>
internal sealed class HeldLock(Descriptor file) : IDisposable
{
    private const int Unlock = 8;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (file.Number >= 0) _ = Libc.FLock(file.Number, Unlock);
        file.Dispose();
    }
}
