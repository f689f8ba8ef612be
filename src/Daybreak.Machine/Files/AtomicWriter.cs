namespace Daybreak.Machine.Files;

/// <summary>
/// Writes entries at a place that a <see cref="PathWalk"/> has found, so that a reader and a power cut see the old entry or the new one. What
/// it has written is durable when it returns.
/// </summary>
internal static class AtomicWriter
{
    /// <summary>
    /// Replaces a file: a temporary file beside it, fsync, rename. Owner (null for the caller's) and mode are set before the content.
    /// </summary>
    public static void Replace(PathWalk walk, ReadOnlySpan<byte> content, Permissions mode, Owner? owner, bool isDurable)
    {
        string temporary = TemporaryName(walk.Name);
        _ = Libc.UnlinkAt(walk.Directory, temporary, 0);
        using var file = walk.CreateBeside(temporary, OpenFlags.WriteOnly, "write");
        try
        {
            if (owner is { } wanted) GiveOwner(file, wanted, walk.Path);
            if (Libc.FChMod(file.Number, mode.Bits) < 0) throw Refused(walk.Path, "set the mode of");
            SecurityLabel.Copy(walk.Directory, walk.Name, file);
            if (file.WriteAll(content) is > 0 and var write) throw new FileFailure(walk.Path, "write", write);
            if (isDurable && file.Sync() is > 0 and var sync) throw new FileFailure(walk.Path, "make durable", sync);
            if (Libc.RenameAt(walk.Directory, temporary, walk.Directory, walk.Name) < 0) throw Refused(walk.Path, "replace");
        }
        catch
        {
            _ = Libc.UnlinkAt(walk.Directory, temporary, 0);
            throw;
        }
        if (isDurable) walk.SyncDirectory();
    }

    /// <summary>Makes a directory, or gives an existing one its mode and owner.</summary>
    public static void MakeDirectory(PathWalk walk, Permissions mode, Owner owner)
    {
        // With its mode from the start (see CreationMask): a power cut right after mkdir(2) must not leave a directory that only root can enter.
        int error = walk.Entry is null && Libc.MkDirAt(walk.Directory, walk.Name, mode.Bits) < 0 ? Marshal.GetLastPInvokeError() : 0;
        // Another process may have made it meanwhile. Its directory is treated like one that existed before.
        if (error is not (0 or Errno.Exists)) throw new FileFailure(walk.Path, "make the directory", error);

        using var directory = walk.Open(OpenFlags.ReadOnly | OpenFlags.Directory);
        GiveOwner(directory, owner, walk.Path);
        if (Libc.FChMod(directory.Number, mode.Bits) < 0) throw Refused(walk.Path, "set the mode of");
        if (directory.Sync() is > 0 and var sync) throw new FileFailure(walk.Path, "make durable", sync);
        walk.SyncDirectory();
    }

    /// <summary>Makes a symbolic link, or replaces one.</summary>
    public static void MakeLink(PathWalk walk, string target)
    {
        string temporary = TemporaryName(walk.Name);
        _ = Libc.UnlinkAt(walk.Directory, temporary, 0);
        if (Libc.SymlinkAt(target, walk.Directory, temporary) < 0) throw Refused(walk.Path, "make the link");
        if (Libc.RenameAt(walk.Directory, temporary, walk.Directory, walk.Name) < 0) throw Refused(walk.Path, "replace");
        walk.SyncDirectory();
    }

    /// <summary>Removes a file or a link.</summary>
    public static void Remove(PathWalk walk)
    {
        if (Libc.UnlinkAt(walk.Directory, walk.Name, 0) < 0) throw Refused(walk.Path, "remove");
        walk.SyncDirectory();
    }

    /// <summary>Renames a file over another one, with the other one's SELinux label. Its content is durable before its name.</summary>
    public static void Move(PathWalk source, PathWalk target)
    {
        using (var file = source.Open(OpenFlags.ReadOnly | OpenFlags.NonBlock))
        {
            SecurityLabel.Copy(target.Directory, target.Name, file);
            if (file.Sync() is > 0 and var sync) throw new FileFailure(source.Path, "make durable", sync);
        }
        if (Libc.RenameAt(source.Directory, source.Name, target.Directory, target.Name) < 0) throw Refused(target.Path, "replace");
        target.SyncDirectory();
        source.SyncDirectory();
    }

    /// <summary>Adds lines to the end of a file, or makes it. If a power cut has left a line without its end, the line is ended first.</summary>
    public static void Append(PathWalk walk, ReadOnlySpan<byte> lines, Permissions mode)
    {
        using var file = walk.Open(OpenFlags.ReadWrite | OpenFlags.Append | OpenFlags.Create, mode);
        if (walk.Entry is null && Libc.FChMod(file.Number, mode.Bits) < 0) throw Refused(walk.Path, "set the mode of");
        if (walk.Entry is { Size: > 0 and var size })
        {
            Span<byte> last = stackalloc byte[1];
            if (file.ReadAt(last, size - 1, out int error) < 0) throw new FileFailure(walk.Path, "read", error);
            if (last[0] != (byte)'\n' && file.WriteAll("\n"u8) is > 0 and var torn) throw new FileFailure(walk.Path, "write", torn);
        }
        if (file.WriteAll(lines) is > 0 and var write) throw new FileFailure(walk.Path, "write", write);
        if (file.Sync() is > 0 and var sync) throw new FileFailure(walk.Path, "make durable", sync);
        if (walk.Entry is null) walk.SyncDirectory();
    }

    /// <summary>The name of the temporary file beside an entry: at most 255 bytes, as the kernel requires. It is always the same, so the next run overwrites what a power cut has left.</summary>
    public static string TemporaryName(string name)
    {
        const int room = 255 - 10;
        while (System.Text.Encoding.UTF8.GetByteCount(name) > room) name = name[..^(char.IsLowSurrogate(name[^1]) && name.Length > 1 ? 2 : 1)];
        return $".{name}.daybreak";
    }

    /// <summary>Gives an open file or directory to an owner.</summary>
    public static void GiveOwner(Descriptor file, Owner owner, string path)
    {
        if (IsOurs(owner)) return;
        if (Libc.FChOwn(file.Number, owner.User, owner.Group) < 0) throw Refused(path, $"give to {owner}");
    }

    /// <summary>Whether the files of an unprivileged caller have this owner anyway.</summary>
    public static bool IsOurs(Owner owner) => owner == Owner.System && Libc.GetEUid() != 0;

    private static FileFailure Refused(string path, string operation) => new(path, operation, Marshal.GetLastPInvokeError());
}
