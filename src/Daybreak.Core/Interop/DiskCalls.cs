using System.Runtime.InteropServices;

namespace Daybreak.Core.Interop;

/// <summary>The calls that disks, mounts and swap need.</summary>
internal static unsafe partial class DiskCalls
{
    /// <summary>BLKRRPART of linux/fs.h: the kernel forgets the partitions that it knew and reads the table again.</summary>
    public const nuint ReadPartitionsAgain = 0x125f;

    /// <summary>FS_IOC_GETFLAGS and FS_IOC_SETFLAGS of linux/fs.h, on 64-bit machines.</summary>
    public const nuint GetFlags = 0x80086601, SetFlags = 0x40086602;

    /// <summary>NVME_IOCTL_ADMIN_CMD of linux/nvme_ioctl.h.</summary>
    public const nuint NvmeAdminCommand = 0xc0484e41;

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    public static partial int Allocate(int descriptor, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Mount(string source, string target, string fileSystem, nuint flags, string? data);

    [LibraryImport("libc", EntryPoint = "swapon", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SwapOn(string path, int flags);

    /// <summary>statfs(2) into a buffer of at least 120 bytes.</summary>
    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int StatFs(string path, long* buffer);
}
