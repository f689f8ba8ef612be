using System.Runtime.InteropServices;
using Daybreak.Core.Interop;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Disks;

/// <summary>Applies <see cref="MakeSwapFile"/>.</summary>
/// <remarks>
/// swapon(8): a file with holes is refused, and on btrfs one that is copied on write. fallocate(2) makes a file without holes on ext4, xfs and btrfs in no time, and the kernel takes
/// what is allocated and not yet written (xfs: since Linux 4.18).
/// </remarks>
internal static unsafe class SwapFileMaker
{
    // FS_NOCOW_FL of linux/fs.h; it has to be set while the file is empty.
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
                ?? throw new FileFailure(change.Path, "make", error))
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
        if (DiskCalls.Allocate(file.Number, 0, 0, change.Size) < 0) throw Refused(change.Path, "allocate the space of");
        if (file.WriteAll(SwapHeader.Make(change.Size, Environment.SystemPageSize)) is > 0 and var write) throw new FileFailure(change.Path, "write", write);
        if (file.Sync() is > 0 and var sync) throw new FileFailure(change.Path, "make durable", sync);
    }

    // Only btrfs has it; the others say so.
    private static void StopCopyOnWrite(Descriptor file, string path)
    {
        int flags = 0;
        if (DiskCalls.Control(file.Number, DiskCalls.GetFlags, &flags) < 0) return;
        flags |= NoCopyOnWrite;
        if (DiskCalls.Control(file.Number, DiskCalls.SetFlags, &flags) == 0) return;
        int error = Marshal.GetLastPInvokeError();
        if (error is not (NotSupported or NotForThis or Errno.Invalid)) throw new FileFailure(path, "switch copy-on-write off for", error);
    }

    private static FileFailure Refused(string path, string operation) => new(path, operation, Marshal.GetLastPInvokeError());
}
