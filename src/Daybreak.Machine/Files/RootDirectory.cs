namespace Daybreak.Machine.Files;

/// <summary>The directory that the agent treats as "/". Every path is absolute and stays below it, whatever links are on the way.</summary>
public sealed class RootDirectory : IDisposable
{
    /// <summary>The largest file that is read, in bytes. Configuration and account files are far smaller.</summary>
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

    /// <summary>The entry at a path, its last component not followed; null if there is none.</summary>
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

    /// <summary>A regular file's content; null if there is no such file.</summary>
    /// <exception cref="FileFailure">It is not a regular file, is larger than <see cref="ReadLimit"/>, or cannot be read.</exception>
    public byte[]? Read(string path, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = Walk(path, policy, followLast: true);
        if (walk.Entry is not { } entry) return null;
        if (entry.Kind != FileKind.File) throw new FileFailure(path, $"{path} is not a regular file: move it away");

        using var file = walk.Open(OpenFlags.ReadOnly | OpenFlags.NonBlock);
        byte[]? content = file.ReadToEnd(ReadLimit, out int error);
        if (error != 0) throw new FileFailure(path, "read", error);
        return content ?? throw new FileFailure(path, $"{path} is larger than {ReadLimit / 1024 / 1024} MiB, which no file of its kind is");
    }

    /// <summary>Opens an entry of any kind, such as a device; null with errno if the kernel refuses.</summary>
    internal Descriptor? OpenNode(string path, int flags, out int error)
    {
        using var walk = Walk(path, LinkPolicy.SystemLinks, followLast: true);
        error = Errno.NoEntry;
        return walk.Entry is null ? null : Descriptor.OpenAt(walk.Directory, walk.Name, flags | OpenFlags.NoFollow, default, out error);
    }

    /// <summary>Whether a file can be written at this path, existing or new. Not even root can on a read-only file system, or if the file is immutable.</summary>
    public bool CanWrite(string path)
    {
        const int write = 2;
        using var walk = Walk(path, LinkPolicy.SystemLinks, followLast: true);
        if (!walk.ParentExists) return CanWrite(System.IO.Path.GetDirectoryName(path)!);
        return Libc.FAccessAt(walk.Directory, ".", write, 0) == 0 && (walk.Entry is null || Libc.FAccessAt(walk.Directory, walk.Name, write, 0) == 0);
    }

    /// <summary>The SELinux label of an entry, a last link not followed; null if there is none.</summary>
    public string? LabelOf(string path)
    {
        using var walk = Walk(path, LinkPolicy.SystemLinks, followLast: false);
        return walk.Entry is { Kind: FileKind.File or FileKind.Directory } ? SecurityLabel.Read(walk.Directory, walk.Name) : null;
    }

    /// <summary>A link's target; null if the entry is not a link.</summary>
    public string? ReadLink(string path, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = Walk(path, policy, followLast: false);
        return walk.Entry is { Kind: FileKind.Link } ? PathWalk.ReadLink(walk.Directory, walk.Name) : null;
    }

    /// <summary>The names in a directory, sorted by byte; empty if it does not exist.</summary>
    public IReadOnlyList<string> List(string path, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = Walk(path, policy, followLast: true);
        if (walk.Entry is not { Kind: FileKind.Directory }) return [];
        using var directory = walk.Open(OpenFlags.ReadOnly | OpenFlags.Directory);
        return DirectoryNames.Read(directory, path);
    }

    /// <summary>Replaces a file atomically and durably. A reader sees the old file or the new one, also after a power cut.</summary>
    /// <exception cref="FileFailure">The directory is missing, or the kernel refuses.</exception>
    public void Replace(string path, ReadOnlySpan<byte> content, Permissions mode, Owner owner, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = WalkToFile(path, policy);
        AtomicWriter.Replace(walk, content, mode, owner, isDurable: true);
    }

    /// <summary>Makes one directory, or gives an existing one its mode and owner. Its parent exists.</summary>
    public void MakeDirectory(string path, Permissions mode, Owner owner, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = WalkForWriting(path, policy, followLast: true);
        if (walk.Entry is { Kind: not FileKind.Directory }) throw new FileFailure(path, $"{path} is there and is not a directory");
        AtomicWriter.MakeDirectory(walk, mode, owner);
    }

    /// <summary>Makes a symbolic link, replacing a link that is there.</summary>
    public void MakeLink(string path, string target, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = WalkForWriting(path, policy, followLast: false);
        if (walk.Entry is { Kind: not FileKind.Link }) throw new FileFailure(path, $"{path} is there and is not a symbolic link");
        if (target.Contains('\0')) throw new FileFailure(path, $"the target of the symbolic link {path} has a NUL in it");
        AtomicWriter.MakeLink(walk, target);
    }

    /// <summary>Removes a file or a link; nothing happens if there is none. A directory is refused.</summary>
    public void Remove(string path, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var walk = Walk(path, policy, followLast: false);
        if (walk.Entry is not null) AtomicWriter.Remove(walk);
    }

    /// <summary>Renames a file over another one durably: its content is on the disk before its name. Both are on one file system.</summary>
    /// <exception cref="FileFailure">There is no such regular file, or the kernel refuses.</exception>
    public void Move(string from, string to, LinkPolicy policy = LinkPolicy.SystemLinks)
    {
        using var source = Walk(from, policy, followLast: false);
        if (source.Entry is not { Kind: FileKind.File }) throw new FileFailure(from, $"{from} is missing or is not a regular file");
        using var target = WalkForWriting(to, policy, followLast: false);
        AtomicWriter.Move(source, target);
    }

    /// <summary>Adds lines to the end of a file durably, or makes it. If a power cut has left a line without its end, the line is ended first.</summary>
    public void Append(string path, ReadOnlySpan<byte> lines, Permissions mode)
    {
        using var walk = WalkToFile(path, LinkPolicy.SystemLinks);
        AtomicWriter.Append(walk, lines, mode);
    }

    /// <summary>Writes to an existing kernel file in one write(2). Below /sys and /proc/sys no file can be replaced or made durable.</summary>
    /// <exception cref="FileFailure">There is no such file, it is elsewhere, or the kernel refuses.</exception>
    internal void WriteKernelValue(string path, ReadOnlySpan<byte> value)
    {
        using var walk = Walk(path, LinkPolicy.SystemLinks, followLast: true);
        if (!walk.Canonical.StartsWith("/sys/", StringComparison.Ordinal) && !walk.Canonical.StartsWith("/proc/sys/", StringComparison.Ordinal))
            throw new FileFailure(path, $"{path} is no value of the kernel's: it is not below /sys or /proc/sys");
        if (walk.Entry is not { Kind: FileKind.File }) throw new FileFailure(path, $"{path} is missing or is not a regular file");
        using var file = walk.Open(OpenFlags.WriteOnly | OpenFlags.Truncate | OpenFlags.NonBlock);
        if (file.WriteAll(value) is > 0 and var write) throw new FileFailure(path, "write", write);
    }

    /// <summary>Opens a file to append to. A new one is readable for root only.</summary>
    internal Descriptor OpenLog(string path)
    {
        using var walk = WalkToFile(path, LinkPolicy.SystemLinks);
        return walk.Open(OpenFlags.ReadWrite | OpenFlags.Append | OpenFlags.Create, Permissions.OwnerOnly);
    }

    /// <summary>Replaces a file atomically without making it durable, for files below /run.</summary>
    public void Publish(string path, ReadOnlySpan<byte> content, Permissions mode)
    {
        using var walk = WalkToFile(path, LinkPolicy.SystemLinks);
        AtomicWriter.Replace(walk, content, mode, owner: null, isDurable: false);
    }

    /// <summary>A path below the root, as programs of the machine and the kernel take it: with one slash at its beginning, as mdadm and the list of mounts require.</summary>
    internal string Below(string path) => Path.TrimEnd('/') + path;

    /// <summary>Takes a lock. The kernel releases it when this process ends.</summary>
    /// <returns>The lock; null if another process still holds it after this time.</returns>
    public IDisposable? TryLock(string path, TimeSpan patience = default)
    {
        using var walk = WalkToFile(path, LinkPolicy.SystemLinks);
        return ExclusiveLock.TryTake(walk.Open(OpenFlags.ReadWrite | OpenFlags.Create, Permissions.OwnerOnly), path, patience);
    }

    /// <summary>Takes a lock on a directory itself, which leaves no file. The kernel releases it when this process ends.</summary>
    /// <exception cref="FileFailure">The directory is missing, or another process holds the lock for all that time.</exception>
    public IDisposable LockDirectory(string path, TimeSpan patience)
    {
        var directory = OpenNode(Canonical(path), OpenFlags.ReadOnly | OpenFlags.Directory, out int error) ?? throw new FileFailure(path, "open", error);
        return ExclusiveLock.TryTake(directory, path, patience) ?? throw new FileFailure(path, "lock", Errno.Again);
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
        throw new FileFailure(path, $"{path} is not a regular file: move it away");
    }
}
