using System.Runtime.InteropServices;
using Daybreak.Core.Interop;

namespace Daybreak.Machine.Files;

/// <summary>Looks whether a process holds a lock that <see cref="RootDirectory.TryLock(string)"/> takes.</summary>
public static class LockProbe
{
    /// <summary>Whether a process holds it. The lock file is neither made nor written, and the probe's own shared lock ends at once.</summary>
    /// <param name="root">The directory treated as "/".</param>
    /// <param name="path">The lock file; one that is missing is not held.</param>
    /// <returns>Null when this user may not open the file.</returns>
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
