namespace Daybreak.Machine.Files;

/// <summary>Applies <see cref="MakeTree"/> by descriptors, in a temporary directory that other users cannot enter until it is complete.</summary>
internal static class TreeMaker
{
    private const int DepthLimit = 64;

    public static void Make(RootDirectory root, MakeTree tree)
    {
        using var walk = root.WalkForWriting(tree.Path, LinkPolicy.SystemLinks, followLast: false);
        if (walk.Entry is { Kind: not FileKind.Directory }) throw new FileFailure(tree.Path, $"{tree.Path} exists and is not a directory: remove it");
        string temporary = AtomicWriter.TemporaryName(walk.Name);
        Remove(walk.Directory, temporary, tree.Path, DepthLimit);
        if (Libc.MkDirAt(walk.Directory, temporary, Permissions.PrivateDirectory.Bits) < 0) throw Refused(tree.Path, "create the directory");
        try
        {
            Fill(walk.Directory, temporary, tree);
            if (Libc.RenameAt(walk.Directory, temporary, walk.Directory, walk.Name) < 0) throw Refused(tree.Path, "rename a temporary directory to");
        }
        catch
        {
            TryRemove(walk.Directory, temporary, tree.Path);
            throw;
        }
        walk.SyncDirectory();
    }

    private static void Fill(int parent, string name, MakeTree tree)
    {
        using var top = OpenDirectory(parent, name, tree.Path);
        // If others can write the parent, another user could have replaced the temporary directory.
        if (PathWalk.Stat(top.Number, ".", tree.Path) is not { } made || made.User != Owner.System.User) throw new FileFailure(tree.Path, $"another user changed the directory of {tree.Path} at the same time: run Daybreak again");
        foreach (var entry in tree.Entries) Put(top, entry, tree);
        // Modes are set after the content is written: some modes would prevent writing.
        for (int i = tree.Entries.Count - 1; i >= 0; i--)
            if (tree.Entries[i] is { Kind: FileKind.Directory } entry) Finish(top, entry, tree);
        Settle(top, tree.Mode, tree.Owner, tree.Path);
    }

    private static void Put(Descriptor top, TreeEntry entry, MakeTree tree)
    {
        string path = $"{tree.Path}/{entry.Path}";
        using var walk = PathWalk.To(top, "/" + entry.Path, LinkPolicy.NoLinks, followLast: false);
        switch (entry.Kind)
        {
            case FileKind.Directory:
                if (Libc.MkDirAt(walk.Directory, walk.Name, Permissions.PrivateDirectory.Bits) < 0) throw Refused(path, "create the directory");
                break;
            case FileKind.Link:
                if (Libc.SymlinkAt(entry.Target!, walk.Directory, walk.Name) < 0) throw Refused(path, "create the link");
                if (!AtomicWriter.IsOurs(tree.Owner) && Libc.FChOwnAt(walk.Directory, walk.Name, tree.Owner.User, tree.Owner.Group, OpenFlags.AtSymlinkNoFollow) < 0)
                    throw Refused(path, $"change the owner to {tree.Owner} of");
                break;
            default:
                using (var file = Descriptor.OpenAt(walk.Directory, walk.Name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow, Permissions.OwnerOnly, out int error) ?? throw new FileFailure(path, "write", error))
                {
                    if (file.WriteAll(entry.Content.Span) is > 0 and var write) throw new FileFailure(path, "write", write);
                    Settle(file, entry.Mode, tree.Owner, path);
                }
                break;
        }
    }

    private static void Finish(Descriptor top, TreeEntry entry, MakeTree tree)
    {
        string path = $"{tree.Path}/{entry.Path}";
        using var walk = PathWalk.To(top, "/" + entry.Path, LinkPolicy.NoLinks, followLast: false);
        using var directory = OpenDirectory(walk.Directory, walk.Name, path);
        Settle(directory, entry.Mode, tree.Owner, path);
    }

    // The owner first, because chown(2) clears set-user-id bits.
    private static void Settle(Descriptor file, Permissions mode, Owner owner, string path)
    {
        AtomicWriter.GiveOwner(file, owner, path);
        if (Libc.FChMod(file.Number, mode.Bits) < 0) throw Refused(path, "set the mode of");
        if (file.Sync() is > 0 and var sync) throw new FileFailure(path, "sync", sync);
    }

    private static void TryRemove(int directory, string name, string path)
    {
        try
        {
            Remove(directory, name, path, DepthLimit);
        }
        catch (FileFailure)
        {
            // Report the original failure; the next run removes the remains.
        }
    }

    // Removes the remains of an interrupted run without following links.
    private static void Remove(int parent, string name, string path, int depth)
    {
        if (PathWalk.Stat(parent, name, path) is not { } entry) return;
        if (entry.Kind == FileKind.Directory)
        {
            if (depth == 0) throw new FileFailure(path, $"the temporary directory of an interrupted run beside {path} is nested too deeply to be removed: remove it");
            using var directory = OpenDirectory(parent, name, path);
            foreach (string inner in DirectoryNames.Read(directory, path)) Remove(directory.Number, inner, path, depth - 1);
        }
        if (Libc.UnlinkAt(parent, name, entry.Kind == FileKind.Directory ? OpenFlags.AtRemoveDirectory : 0) < 0) throw Refused(path, "remove the temporary directory of");
    }

    private static Descriptor OpenDirectory(int parent, string name, string path) =>
        Descriptor.OpenAt(parent, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow, default, out int error) ?? throw new FileFailure(path, "open", error);

    private static FileFailure Refused(string path, string operation) => new(path, operation, Marshal.GetLastPInvokeError());
}
