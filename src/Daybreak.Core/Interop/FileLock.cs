using System.Runtime.InteropServices;

namespace Daybreak.Core.Interop;

/// <summary>fcntl(2)'s write lock over a whole file, which lckpwdf(3) takes. It ends with the process.</summary>
internal static unsafe partial class FileLock
{
    private const int SetLock = 6;
    private const short WriteLock = 1;

    /// <summary>Takes it, or does not: 0, or errno.</summary>
    public static int TryTake(int descriptor)
    {
        // From the file's beginning (SEEK_SET 0) to its end, however long (0).
        var wanted = new Range { Type = WriteLock };
        return FileControl(descriptor, SetLock, &wanted) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    // A third argument is passed alike to a variadic function on x86-64 and arm64 Linux when it is a pointer.
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int descriptor, int command, Range* range);

    /// <summary>struct flock of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Range
    {
        public short Type;
        public short From;
        public long Start;
        public long Length;
        public int Process;
    }
}
