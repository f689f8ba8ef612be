namespace Daybreak.Machine.Files;

/// <summary>
/// Writes entries at a place that a <see cref="PathWalk"/> has found, so that a reader and a power cut see the old entry or the new one. What
/// it has written is durable when it returns.
/// </summary>
internal static class AtomicWriter
{
    /// <summary>Replaces a file: a temporary file beside it, fsync, rename. Owner and mode are right before the content is.</summary>
    /// <param name="walk">The place.</param>
    /// <param name="path">The place's name in messages.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="mode">Permission bits.</param>
    /// <param name="owner">User and group id; null for the caller's.</param>
    /// <param name="isDurable">Whether it has to survive a power cut.</param>
    public static void Replace(PathWalk walk, string path, ReadOnlySpan<byte> content, Permissions mode, Owner? owner, bool isDurable)
    {
        string temporary = TemporaryName(walk.Name);
        _ = Libc.UnlinkAt(walk.Directory, temporary, 0);
        using var file = Descriptor.OpenAt(walk.Directory, temporary, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow, Permissions.OwnerOnly, out int error)
            ?? throw new FileFailure(path, "write", error);
        try
        {
            if (owner is { } wanted) GiveOwner(file, wanted, path);
            if (Libc.FChMod(file.Number, mode.Bits) < 0) throw Refused(path, "set the mode of");
            SecurityLabel.Copy(walk.Directory, walk.Name, file);
            if (file.WriteAll(content) is > 0 and var write) throw new FileFailure(path, "write", write);
            if (isDurable && file.Sync() is > 0 and var sync) throw new FileFailure(path, "make durable", sync);
            if (Libc.RenameAt(walk.Directory, temporary, walk.Directory, walk.Name) < 0) throw Refused(path, "replace");
        }
        catch
        {
            _ = Libc.UnlinkAt(walk.Directory, temporary, 0);
            throw;
        }
        if (isDurable) SyncDirectory(walk, path);
    }

    /// <summary>Makes a directory, or gives an existing one its mode and owner.</summary>
    public static void MakeDirectory(PathWalk walk, string path, Permissions mode, Owner owner)
    {
        // With its mode from the start (see CreationMask): a power cut right after mkdir(2) must not leave a directory that only root can enter.
        int error = walk.Entry is null && Libc.MkDirAt(walk.Directory, walk.Name, mode.Bits) < 0 ? Marshal.GetLastPInvokeError() : 0;
        // Another process may have made it meanwhile. Its directory is treated like one that existed before.
        if (error is not (0 or Errno.Exists)) throw new FileFailure(path, "make the directory", error);

        using var directory = Descriptor.OpenAt(walk.Directory, walk.Name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow, default, out error)
            ?? throw new FileFailure(path, "open", error);
        GiveOwner(directory, owner, path);
        if (Libc.FChMod(directory.Number, mode.Bits) < 0) throw Refused(path, "set the mode of");
        if (directory.Sync() is > 0 and var sync) throw new FileFailure(path, "make durable", sync);
        SyncDirectory(walk, path);
    }

    /// <summary>Makes a symbolic link, or replaces one.</summary>
    public static void MakeLink(PathWalk walk, string path, string target)
    {
        string temporary = TemporaryName(walk.Name);
        _ = Libc.UnlinkAt(walk.Directory, temporary, 0);
        if (Libc.SymlinkAt(target, walk.Directory, temporary) < 0) throw Refused(path, "make the link");
        if (Libc.RenameAt(walk.Directory, temporary, walk.Directory, walk.Name) < 0) throw Refused(path, "replace");
        SyncDirectory(walk, path);
    }

    /// <summary>Removes a file or a link.</summary>
    public static void Remove(PathWalk walk, string path)
    {
        if (Libc.UnlinkAt(walk.Directory, walk.Name, 0) < 0) throw Refused(path, "remove");
        SyncDirectory(walk, path);
    }

    /// <summary>Renames a file over another one, with the other one's SELinux label. Its content is durable before its name.</summary>
    public static void Move(PathWalk source, string from, PathWalk target, string to)
    {
        using (var file = Descriptor.OpenAt(source.Directory, source.Name, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlock, default, out int error)
            ?? throw new FileFailure(from, "open", error))
        {
            SecurityLabel.Copy(target.Directory, target.Name, file);
            if (file.Sync() is > 0 and var sync) throw new FileFailure(from, "make durable", sync);
        }
        if (Libc.RenameAt(source.Directory, source.Name, target.Directory, target.Name) < 0) throw Refused(to, "replace");
        SyncDirectory(target, to);
        SyncDirectory(source, from);
    }

    /// <summary>Adds lines to the end of a file, or makes it. If a power cut has left a line without its end, the line is ended first.</summary>
    public static void Append(PathWalk walk, string path, ReadOnlySpan<byte> lines, Permissions mode)
    {
        using var file = Descriptor.OpenAt(walk.Directory, walk.Name, OpenFlags.ReadWrite | OpenFlags.Append | OpenFlags.Create | OpenFlags.NoFollow, mode, out int error)
            ?? throw new FileFailure(path, "open", error);
        if (walk.Entry is null && Libc.FChMod(file.Number, mode.Bits) < 0) throw Refused(path, "set the mode of");
        if (walk.Entry is { Size: > 0 and var size })
        {
            byte? last = file.ReadByteAt(size - 1, out error);
            if (error != 0) throw new FileFailure(path, "read", error);
            if (last != (byte)'\n' && file.WriteAll("\n"u8) is > 0 and var torn) throw new FileFailure(path, "write", torn);
        }
        if (file.WriteAll(lines) is > 0 and var write) throw new FileFailure(path, "write", write);
        if (file.Sync() is > 0 and var sync) throw new FileFailure(path, "make durable", sync);
        if (walk.Entry is null) SyncDirectory(walk, path);
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

    /// <summary>Makes the names in the directory of an entry durable.</summary>
    public static void SyncDirectory(PathWalk walk, string path)
    {
        using var directory = Descriptor.OpenAt(walk.Directory, ".", OpenFlags.ReadOnly | OpenFlags.Directory, default, out int error)
            ?? throw new FileFailure(path, "open the directory of", error);
        if (directory.Sync() is > 0 and var sync) throw new FileFailure(path, "make durable", sync);
    }

    private static FileFailure Refused(string path, string operation) => new(path, operation, Marshal.GetLastPInvokeError());
}
