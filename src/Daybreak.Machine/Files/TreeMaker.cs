using System.Runtime.InteropServices;
using Daybreak.Core.Interop;
using Daybreak.Machine.Changes;

namespace Daybreak.Machine.Files;

/// <summary>Applies <see cref="MakeTree"/> with descriptors, in a directory that only root can enter until it is complete.</summary>
internal static class TreeMaker
{
    private const int DepthLimit = 64;

    public static void Make(RootDirectory root, MakeTree tree)
    {
        using var walk = root.WalkForWriting(tree.Path, LinkPolicy.SystemLinks, followLast: false);
        if (walk.Entry is { Kind: not FileKind.Directory }) throw new FileFailure(tree.Path, $"{tree.Path} is there and is not a directory");
        string temporary = AtomicWriter.TemporaryName(walk.Name);
        Remove(walk.Directory, temporary, tree.Path, DepthLimit);
        if (Libc.MkDirAt(walk.Directory, temporary, Permissions.PrivateDirectory.Bits) < 0) throw Refused(tree.Path, "make the directory");
        try
        {
            Fill(walk.Directory, temporary, tree);
            if (Libc.RenameAt(walk.Directory, temporary, walk.Directory, walk.Name) < 0) throw Refused(tree.Path, "put into place");
        }
        catch
        {
            TryRemove(walk.Directory, temporary, tree.Path);
            throw;
        }
        AtomicWriter.SyncDirectory(walk, tree.Path);
    }

    private static void Fill(int parent, string name, MakeTree tree)
    {
        using var top = OpenDirectory(parent, name, tree.Path);
        // If others can write to the parent, one of them could have replaced the directory.
        if (PathWalk.Stat(top.Number, ".", tree.Path) is not { } made || made.User != Owner.System.User) throw new FileFailure(tree.Path, $"another user has replaced the directory in which {tree.Path} is built");
        foreach (var entry in tree.Entries) Put(top, entry, tree);
        // The content comes first, because some modes would not allow to add it.
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
                if (Libc.MkDirAt(walk.Directory, walk.Name, Permissions.PrivateDirectory.Bits) < 0) throw Refused(path, "make the directory");
                break;
            case FileKind.Link:
                if (Libc.SymlinkAt(entry.Target!, walk.Directory, walk.Name) < 0) throw Refused(path, "make the link");
                if (!AtomicWriter.IsOurs(tree.Owner) && Libc.FChOwnAt(walk.Directory, walk.Name, tree.Owner.User, tree.Owner.Group, OpenFlags.AtSymlinkNoFollow) < 0)
                    throw Refused(path, $"give to {tree.Owner}");
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

    // The owner first: chown(2) clears set-user-id bits.
    private static void Settle(Descriptor file, Permissions mode, Owner owner, string path)
    {
        AtomicWriter.GiveOwner(file, owner, path);
        if (Libc.FChMod(file.Number, mode.Bits) < 0) throw Refused(path, "set the mode of");
        if (file.Sync() is > 0 and var sync) throw new FileFailure(path, "make durable", sync);
    }

    private static void TryRemove(int directory, string name, string path)
    {
        try
        {
            Remove(directory, name, path, DepthLimit);
        }
        catch (FileFailure)
        {
            // The first failure is reported. The next run removes the rest.
        }
    }

    // Removes what an interrupted run has left. No link is followed.
    private static void Remove(int parent, string name, string path, int depth)
    {
        if (PathWalk.Stat(parent, name, path) is not { } entry) return;
        if (entry.Kind == FileKind.Directory)
        {
            if (depth == 0) throw new FileFailure(path, $"the leftover of an earlier run beside {path} is nested too deeply to remove");
            using var directory = OpenDirectory(parent, name, path);
            foreach (string inner in DirectoryNames.Read(directory, path)) Remove(directory.Number, inner, path, depth - 1);
        }
        if (Libc.UnlinkAt(parent, name, entry.Kind == FileKind.Directory ? OpenFlags.AtRemoveDirectory : 0) < 0) throw Refused(path, "remove the leftover of an earlier run of");
    }

    private static Descriptor OpenDirectory(int parent, string name, string path) =>
        Descriptor.OpenAt(parent, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow, default, out int error) ?? throw new FileFailure(path, "open", error);

    private static FileFailure Refused(string path, string operation) => new(path, operation, Marshal.GetLastPInvokeError());
}
