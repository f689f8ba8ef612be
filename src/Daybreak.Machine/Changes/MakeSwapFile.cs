using Daybreak.Machine.Disks;

namespace Daybreak.Machine.Changes;

/// <summary>
/// Makes a file for swap space: allocated without being written, without holes, on btrfs without copy-on-write, readable for root only. It
/// gets its name when it is complete.
/// </summary>
/// <remarks>
/// swapon(8) refuses a file with holes, and on btrfs one with copy-on-write. fallocate(2) makes a file without holes on ext4, xfs and btrfs
/// at once, and the kernel accepts space that is allocated and not yet written (xfs: since Linux 4.18).
/// </remarks>
/// <param name="Path">Absolute, below the root.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sentence">What it does.</param>
public sealed record MakeSwapFile(string Path, long Size, string Sentence) : Change(Sentence)
{
    // FS_NOCOW_FL of linux/fs.h; it has to be set while the file is empty.
    private const int NoCopyOnWrite = 0x00800000;
    private const int NotSupported = 95, NotForThis = 25;

    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        using var walk = context.Root.WalkForWriting(Path, LinkPolicy.NoLinks, followLast: false);
        string temporary = AtomicWriter.TemporaryName(walk.Name);
        _ = Libc.UnlinkAt(walk.Directory, temporary, 0);
        try
        {
            using (var file = walk.CreateBeside(temporary, OpenFlags.ReadWrite, "make")) Fill(file);
            if (Libc.RenameAt(walk.Directory, temporary, walk.Directory, walk.Name) < 0) throw Refused("name");
        }
        catch
        {
            _ = Libc.UnlinkAt(walk.Directory, temporary, 0);
            throw;
        }
        walk.SyncDirectory();
        return null;
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
        string place = overlay.Resolve(Path, followLast: false);
        overlay.Remove(place);
        // Without its content, which can be as large as the machine's memory.
        overlay.Put(place, FileEntry.File(Permissions.OwnerOnly, Owner.System, Size));
    }

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description)
    {
        description.Add("path", Path);
        description.Add("bytes", Size);
    }

    private void Fill(Descriptor file)
    {
        if (Libc.FChMod(file.Number, Permissions.OwnerOnly.Bits) < 0) throw Refused("set the mode of");
        DisableCopyOnWrite(file);
        if (DiskCalls.Allocate(file.Number, 0, 0, Size) < 0) throw Refused("allocate the space of");
        if (file.WriteAll(SwapHeader.Make(Size, Environment.SystemPageSize)) is > 0 and var write) throw new FileFailure(Path, "write", write);
        if (file.Sync() is > 0 and var sync) throw new FileFailure(Path, "make durable", sync);
    }

    // Only btrfs has the flag; the other file systems refuse it.
    private unsafe void DisableCopyOnWrite(Descriptor file)
    {
        int flags = 0;
        if (Libc.IoCtl(file.Number, DiskCalls.GetFlags, &flags) < 0) return;
        flags |= NoCopyOnWrite;
        if (Libc.IoCtl(file.Number, DiskCalls.SetFlags, &flags) == 0) return;
        int error = Marshal.GetLastPInvokeError();
        if (error is not (NotSupported or NotForThis or Errno.Invalid)) throw new FileFailure(Path, "switch copy-on-write off for", error);
    }

    private FileFailure Refused(string operation) => new(Path, operation, Marshal.GetLastPInvokeError());
}
