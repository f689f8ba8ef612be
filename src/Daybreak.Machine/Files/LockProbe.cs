namespace Daybreak.Machine.Files;

/// <summary>Checks whether a process holds a lock of <see cref="RootDirectory.TryLock"/>.</summary>
public static class LockProbe
{
    /// <summary>
    /// Whether a process holds the lock; null if this user may not open the file. It is neither created nor written; if it is missing, the
    /// lock is free.
    /// </summary>
    public static bool? IsHeld(RootDirectory root, string path)
    {
        const int shared = 1, withoutWaiting = 4;
        try
        {
            using var file = root.OpenNode(path, OpenFlags.ReadOnly, out int error);
            if (file is null) return error == Errno.NoEntry ? false : null;
            if (Libc.FLock(file.Number, shared | withoutWaiting) == 0) return false;
            return Marshal.GetLastPInvokeError() == Errno.Again ? true : null;
        }
        catch (FileFailure)
        {
            return null;
        }
    }
}
