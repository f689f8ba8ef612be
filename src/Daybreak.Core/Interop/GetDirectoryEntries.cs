using System.Runtime.InteropServices;

namespace Daybreak.Core.Interop;

internal static unsafe partial class Libc
{
    /// <summary>getdents64(2), of glibc 2.30: records of inode (8), offset (8), length (2), type (1), name (NUL-terminated).</summary>
    [LibraryImport(Library, EntryPoint = "getdents64", SetLastError = true)]
    public static partial nint GetDirectoryEntries(int descriptor, byte* buffer, nint size);
}
