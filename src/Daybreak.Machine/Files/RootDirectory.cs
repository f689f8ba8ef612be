using System.Runtime.InteropServices;
using Daybreak.Core.Interop;

namespace Daybreak.Machine.Files;

/// <summary>
/// The directory that the agent treats as "/". Every path is absolute and stays below it, links included, whoever made them.
/// </summary>
public sealed class RootDirectory : IDisposable
{
    /// <summary>The largest file that is read whole, in bytes: configuration and account files are far smaller.</summary>
    public const int ReadLimit = 8 * 1024 * 1024;

    private readonly Descriptor root;

    private RootDirectory(string path, Descriptor root)
    {
        Path = path;
        this.root = root;
    }

    /// <summary>The path of the root itself, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>Whether the root is that of the running machine.</summary>
    public bool IsRunningMachine => System.IO.Path.GetFullPath(Path).TrimEnd('/').Length == 0;

    /// <summary>Opens the root directory.</summary>
    /// <exception cref="FileFailure">It does not exist, is not a directory, or may not be entered.</exception>
    public static RootDirectory Open(string path)
    {
        var opened = Descriptor.OpenAt(OpenFlags.AtCurrentDirectory, path, OpenFlags.Path | OpenFlags.Directory, default, out int error);
        return opened is null ? throw new FileFailure(path, "open the root directory", error) : new RootDirectory(path, opened);
    }

    /// <summary>The entry at a path, its last component not followed; null when there is none.</summary>
    public FileEntry? Entry(string path, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = Walk(path, policy, followLast: false);
        return walk.Entry;
    }

    /// <summary>The path without links, as far as it exists.</summary>
    public string Canonical(string path, LinkPolicy policy = LinkPolicy.SystemLinks, bool followLast = true)
    {
        using var walk = Walk(path, policy, followLast);
        return walk.Canonical;
    }

    /// <summary>A regular file's content; null when there is no such file.</summary>
    /// <exception cref="FileFailure">It is not a regular file, is larger than <see cref="ReadLimit"/>, or cannot be read.</exception>
    public byte[]? Read(string path, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = Walk(path, policy, followLast: true);
        if (walk.Entry is not { } entry) return null;
        if (entry.Kind != FileKind.File) throw new FileFailure(path, $"{path} is not a regular file");

        using var file = Descriptor.OpenAt(walk.Directory, walk.Name, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlock, default, out int error)
            ?? throw new FileFailure(path, "open", error);
        byte[]? content = file.ReadToEnd(ReadLimit, out error);
        if (error != 0) throw new FileFailure(path, "read", error);
        return content ?? throw new FileFailure(path, $"{path} is larger than {ReadLimit / 1024 / 1024} MiB, which no file of its kind is");
    }

    /// <summary>Opens a device as it is; null with errno when the kernel refuses.</summary>
    internal Descriptor? OpenNode(string path, int flags, out int error)
    {
        using var walk = Walk(path, LinkPolicy.SystemLinks, followLast: true);
        error = Errno.NoEntry;
        return walk.Entry is null ? null : Descriptor.OpenAt(walk.Directory, walk.Name, flags | OpenFlags.NoFollow, default, out error);
    }

    /// <summary>Whether a file can be written in this place, be it there or not: on a file system that is read-only, or an immutable file, root itself cannot.</summary>
    public bool CanWrite(string path)
    {
        const int write = 2;
        using var walk = Walk(path, LinkPolicy.SystemLinks, followLast: true);
        if (!walk.ParentExists) return CanWrite(System.IO.Path.GetDirectoryName(path)!);
        return Libc.FAccessAt(walk.Directory, ".", write, 0) == 0 && (walk.Entry is null || Libc.FAccessAt(walk.Directory, walk.Name, write, 0) == 0);
    }

    /// <summary>The SELinux label of an entry, no link followed; null when there is none.</summary>
    public string? LabelOf(string path)
    {
        using var walk = Walk(path, LinkPolicy.SystemLinks, followLast: false);
        return walk.Entry is { Kind: FileKind.File or FileKind.Directory } ? SecurityLabel.Read(walk.Directory, walk.Name) : null;
    }

    /// <summary>A link's target; null when the entry is not a link.</summary>
    public string? ReadLink(string path, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = Walk(path, policy, followLast: false);
        return walk.Entry is { Kind: FileKind.Link } ? PathWalk.ReadLink(walk.Directory, walk.Name) : null;
    }

    /// <summary>The names in a directory, sorted by byte; empty when it does not exist.</summary>
    public IReadOnlyList<string> List(string path, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = Walk(path, policy, followLast: true);
        if (walk.Entry is not { Kind: FileKind.Directory }) return [];
        using var directory = Descriptor.OpenAt(walk.Directory, walk.Name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow, default, out int error)
            ?? throw new FileFailure(path, "open", error);
        return DirectoryNames.Read(directory, path);
    }

    /// <summary>
    /// Replaces a file as a whole, durably: a temporary file beside it, fsync, rename, fsync of the directory. Owner and mode are
    /// right before the content is. A reader sees the old file or the new one, also after a power cut.
    /// </summary>
    /// <exception cref="FileFailure">The directory is missing, or the kernel refuses.</exception>
    public void Replace(string path, ReadOnlySpan<byte> content, Permissions mode, Owner owner, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = WalkToFile(path, policy);
        Put(walk, path, content, mode, owner, isDurable: true);
        SyncDirectory(walk, path);
    }

    /// <summary>Makes one directory, or gives an existing one its mode and owner. Its parent must exist.</summary>
    public void MakeDirectory(string path, Permissions mode, Owner owner, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = WalkForWriting(path, policy, followLast: true);
        if (walk.Entry is { Kind: not FileKind.Directory }) throw new FileFailure(path, $"{path} is there and is not a directory");
        if (walk.Entry is null) Make(walk, mode, path);

        using var directory = Descriptor.OpenAt(walk.Directory, walk.Name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow, default, out int error)
            ?? throw new FileFailure(path, "open", error);
        GiveOwner(directory, owner, path);
        if (Libc.FChMod(directory.Number, mode.Bits) < 0) throw Refused(path, "set the mode of");
        if (directory.Sync() is > 0 and var sync) throw new FileFailure(path, "make durable", sync);
        SyncDirectory(walk, path);
    }

    /// <summary>Makes a symbolic link, replacing a link that is there.</summary>
    public void MakeLink(string path, string target, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = WalkForWriting(path, policy, followLast: false);
        if (walk.Entry is { Kind: not FileKind.Link }) throw new FileFailure(path, $"{path} is there and is not a symbolic link");
        if (target.Contains('\0')) throw new FileFailure(path, $"the target of the symbolic link {path} has a NUL in it");
        string temporary = TemporaryName(walk.Name);
        _ = Libc.UnlinkAt(walk.Directory, temporary, 0);
        if (Libc.SymlinkAt(target, walk.Directory, temporary) < 0) throw Refused(path, "make the link");
        if (Libc.RenameAt(walk.Directory, temporary, walk.Directory, walk.Name) < 0) throw Refused(path, "replace");
        SyncDirectory(walk, path);
    }

    /// <summary>Removes a file or a link; nothing when there is none. A directory is refused.</summary>
    public void Remove(string path, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = Walk(path, policy, followLast: false);
        if (walk.Entry is null) return;
        if (Libc.UnlinkAt(walk.Directory, walk.Name, 0) < 0) throw Refused(path, "remove");
        SyncDirectory(walk, path);
    }

    /// <summary>
    /// Renames a file over another one, durably: its content is on the disk before its name is. The two are on one file system.
    /// </summary>
    /// <exception cref="FileFailure">There is no such regular file, or the kernel refuses.</exception>
    public void Move(string from, string to, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var source = Walk(from, policy, followLast: false);
        if (source.Entry is not { Kind: FileKind.File }) throw new FileFailure(from, $"{from} is missing or is not a regular file");
        using var target = WalkForWriting(to, policy, followLast: false);
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

    /// <summary>
    /// Adds to the end of a file, durably, making it when it is missing. A line that a cut left without its end gets one first, so that it can
    /// never run into what is added.
    /// </summary>
    public void Append(string path, ReadOnlySpan<byte> lines, Permissions mode)
    {
        using var walk = WalkToFile(path, LinkPolicy.SystemLinks);
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

    /// <summary>Writes into a file of the kernel's that is there, at once: below /sys and /proc/sys nothing can be replaced, or made durable.</summary>
    /// <exception cref="FileFailure">There is no such file, it is elsewhere, or the kernel refuses.</exception>
    internal void WriteKernelValue(string path, ReadOnlySpan<byte> value)
    {
        using var walk = Walk(path, LinkPolicy.SystemLinks, followLast: true);
        if (!walk.Canonical.StartsWith("/sys/", StringComparison.Ordinal) && !walk.Canonical.StartsWith("/proc/sys/", StringComparison.Ordinal))
            throw new FileFailure(path, $"{path} is no value of the kernel's: it is not below /sys or /proc/sys");
        if (walk.Entry is not { Kind: FileKind.File }) throw new FileFailure(path, $"{path} is missing or is not a regular file");
        using var file = Descriptor.OpenAt(walk.Directory, walk.Name, OpenFlags.WriteOnly | OpenFlags.Truncate | OpenFlags.NoFollow | OpenFlags.NonBlock, default, out int error)
            ?? throw new FileFailure(path, "open", error);
        if (file.WriteAll(value) is > 0 and var write) throw new FileFailure(path, "write", write);
    }

    /// <summary>Opens a file to add to, making it for root alone when it is missing.</summary>
    internal Descriptor OpenLog(string path)
    {
        using var walk = WalkToFile(path, LinkPolicy.SystemLinks);
        return Descriptor.OpenAt(walk.Directory, walk.Name, OpenFlags.ReadWrite | OpenFlags.Append | OpenFlags.Create | OpenFlags.NoFollow, Permissions.OwnerOnly, out int error)
            ?? throw new FileFailure(path, "open", error);
    }

    /// <summary>
    /// Replaces a file as a whole for readers, without making it durable: for what a restart throws away, below /run.
    /// </summary>
    public void Publish(string path, ReadOnlySpan<byte> content, Permissions mode)
    {
        using var walk = WalkToFile(path, LinkPolicy.SystemLinks);
        Put(walk, path, content, mode, owner: null, isDurable: false);
    }

    /// <summary>A path below it as programs of the machine and the kernel take it: with one slash at its beginning, which mdadm insists on, and by which the list of mounts is read.</summary>
    internal string Below(string path) => Path.TrimEnd('/') + path;

    /// <summary>Takes a lock that ends with this process, however it ends; waits for it as long as it is told.</summary>
    /// <returns>The lock; null when another process still holds it.</returns>
    public unsafe IDisposable? TryLock(string path, TimeSpan patience)
    {
        const int pause = 20;
        for (long left = (long)patience.TotalMilliseconds; ; left -= pause)
        {
            if (TryLock(path) is { } taken) return taken;
            if (left <= 0) return null;
            _ = Libc.Poll(null, 0, pause);
        }
    }

    /// <summary>Takes a lock that ends with this process, however it ends.</summary>
    /// <returns>The lock; null when another process holds it.</returns>
    public IDisposable? TryLock(string path)
    {
        const int exclusive = 2, withoutWaiting = 4;
        using var walk = WalkToFile(path, LinkPolicy.SystemLinks);
        var file = Descriptor.OpenAt(walk.Directory, walk.Name, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.NoFollow, Permissions.OwnerOnly, out int error)
            ?? throw new FileFailure(path, "open", error);
        if (Libc.FLock(file.Number, exclusive | withoutWaiting) == 0) return new HeldLock(file);
        error = Marshal.GetLastPInvokeError();
        file.Dispose();
        return error == Errno.Again ? null : throw new FileFailure(path, "lock", error);
    }

    /// <summary>Takes a lock on a directory itself, which leaves no file behind. It ends with this process, however it ends.</summary>
    /// <exception cref="FileFailure">The directory is missing, or another process holds the lock all that time.</exception>
    public IDisposable LockDirectory(string path, TimeSpan patience)
    {
        const int exclusive = 2, withoutWaiting = 4, pause = 2;
        var directory = OpenNode(Canonical(path), OpenFlags.ReadOnly | OpenFlags.Directory, out int error) ?? throw new FileFailure(path, "open", error);
        for (long left = (long)patience.TotalMilliseconds; ; left -= pause)
        {
            if (Libc.FLock(directory.Number, exclusive | withoutWaiting) == 0) return new HeldLock(directory);
            error = Marshal.GetLastPInvokeError();
            if (left > 0 && error is Errno.Again or Errno.Interrupted)
            {
                unsafe
                {
                    _ = Libc.Poll(null, 0, pause);
                }
                continue;
            }
            directory.Dispose();
            throw new FileFailure(path, "lock", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => root.Dispose();

    private PathWalk Walk(string path, LinkPolicy policy, bool followLast) => PathWalk.To(root, path, policy, followLast);

    internal PathWalk WalkForWriting(string path, LinkPolicy policy, bool followLast)
    {
        var walk = Walk(path, policy, followLast);
        if (walk.ParentExists) return walk;
        walk.Dispose();
        throw new FileFailure(path, "write", Errno.NoEntry);
    }

    private PathWalk WalkToFile(string path, LinkPolicy policy)
    {
        var walk = WalkForWriting(path, policy, followLast: true);
        if (walk.Entry is null or { Kind: FileKind.File }) return walk;
        walk.Dispose();
        throw new FileFailure(path, $"{path} is not a regular file");
    }

    private static void Put(PathWalk walk, string path, ReadOnlySpan<byte> content, Permissions mode, Owner? owner, bool isDurable)
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
    }

    // The same name every time: what a cut left behind is overwritten by the next try, never added to. The kernel takes 255 bytes.
    internal static string TemporaryName(string name)
    {
        const int room = 255 - 10;
        while (System.Text.Encoding.UTF8.GetByteCount(name) > room) name = name[..^(char.IsLowSurrogate(name[^1]) && name.Length > 1 ? 2 : 1)];
        return $".{name}.daybreak";
    }

    internal static void GiveOwner(Descriptor file, Owner owner, string path)
    {
        if (IsOurs(owner)) return;
        if (Libc.FChOwn(file.Number, owner.User, owner.Group) < 0) throw Refused(path, $"give to {owner}");
    }

    /// <summary>Whether an unprivileged caller's files have this owner anyway.</summary>
    internal static bool IsOurs(Owner owner) => owner == Owner.System && Libc.GetEUid() != 0;

    internal static void SyncDirectory(PathWalk walk, string path)
    {
        using var directory = Descriptor.OpenAt(walk.Directory, ".", OpenFlags.ReadOnly | OpenFlags.Directory, default, out int error)
            ?? throw new FileFailure(path, "open the directory of", error);
        if (directory.Sync() is > 0 and var sync) throw new FileFailure(path, "make durable", sync);
    }

    // With its mode from the start (see CreationMask): a cut right after mkdir(2) must not leave a directory that only root may enter.
    private static void Make(PathWalk walk, Permissions mode, string path)
    {
        int error = Libc.MkDirAt(walk.Directory, walk.Name, mode.Bits) < 0 ? Marshal.GetLastPInvokeError() : 0;
        // Another process may have been quicker; what it made is examined like what was there before.
        if (error is not (0 or Errno.Exists)) throw new FileFailure(path, "make the directory", error);
    }

    private static FileFailure Refused(string path, string operation) => new(path, operation, Marshal.GetLastPInvokeError());
}
