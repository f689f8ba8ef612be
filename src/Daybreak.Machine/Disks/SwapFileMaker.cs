using System.Runtime.InteropServices;
using Daybreak.Core.Interop;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Disks;

/// <summary>Applies <see cref="MakeSwapFile"/>.</summary>
/// <remarks>
/// swapon(8) refuses files with holes and, on btrfs, copy-on-write files. fallocate(2) quickly creates a file without holes on ext4, xfs and btrfs. The
/// kernel accepts space that is allocated but not written (xfs: since Linux 4.18).
/// </remarks>
internal static unsafe class SwapFileMaker
{
    // FS_NOCOW_FL of linux/fs.h. It must be set while the file is empty.
    private const int NoCopyOnWrite = 0x00800000;
    private const int NotSupported = 95, NotForThis = 25;

    public static void Make(RootDirectory root, MakeSwapFile change)
    {
        using var walk = root.WalkForWriting(change.Path, LinkPolicy.NoLinks, followLast: false);
        string temporary = RootDirectory.TemporaryName(walk.Name);
        _ = Libc.UnlinkAt(walk.Directory, temporary, 0);
        try
        {
            using (var file = Descriptor.OpenAt(walk.Directory, temporary, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow, Permissions.OwnerOnly, out int error)
                ?? throw new FileFailure(change.Path, "create", error))
                Fill(file, change);
            if (Libc.RenameAt(walk.Directory, temporary, walk.Directory, walk.Name) < 0) throw Refused(change.Path, "name");
        }
        catch
        {
            _ = Libc.UnlinkAt(walk.Directory, temporary, 0);
            throw;
        }
        RootDirectory.SyncDirectory(walk, change.Path);
    }

    private static void Fill(Descriptor file, MakeSwapFile change)
    {
        if (Libc.FChMod(file.Number, Permissions.OwnerOnly.Bits) < 0) throw Refused(change.Path, "set the mode of");
        StopCopyOnWrite(file, change.Path);
        if (DiskCalls.Allocate(file.Number, 0, 0, change.Size) < 0) throw Refused(change.Path, "allocate space for");
        if (file.WriteAll(SwapHeader.Make(change.Size, Environment.SystemPageSize)) is > 0 and var write) throw new FileFailure(change.Path, "write", write);
        if (file.Sync() is > 0 and var sync) throw new FileFailure(change.Path, "sync", sync);
    }

    // Only btrfs has the flag; other file systems return an error.
    private static void StopCopyOnWrite(Descriptor file, string path)
    {
        int flags = 0;
        if (DiskCalls.Control(file.Number, DiskCalls.GetFlags, &flags) < 0) return;
        flags |= NoCopyOnWrite;
        if (DiskCalls.Control(file.Number, DiskCalls.SetFlags, &flags) == 0) return;
        int error = Marshal.GetLastPInvokeError();
        if (error is not (NotSupported or NotForThis or Errno.Invalid)) throw new FileFailure(path, "disable copy-on-write for", error);
    }

    private static FileFailure Refused(string path, string operation) => new(path, operation, Marshal.GetLastPInvokeError());
}
