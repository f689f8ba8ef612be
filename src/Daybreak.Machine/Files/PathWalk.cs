namespace Daybreak.Machine.Files;

/// <summary>
/// Walks from the root to an entry. Each component is opened relative to the previous one, and only links that the policy allows are
/// followed. openat2(2) cannot check who created a link, and needs Linux 5.6.
/// </summary>
internal sealed unsafe class PathWalk : IDisposable
{
    private const int LinkLimit = 40;
    private readonly LinkPolicy policy;
    private readonly Descriptor root;
    private readonly List<Passed> trail = [];
    private int linksFollowed;

    private PathWalk(Descriptor root, string path, LinkPolicy policy)
    {
        this.root = root;
        Path = path;
        this.policy = policy;
    }

    /// <summary>The path as the caller named it, for messages.</summary>
    public string Path { get; }

    /// <summary>The name of the last component in its directory; "." for the root itself.</summary>
    public string Name { get; private set; } = ".";

    /// <summary>The last component; null if it or a directory above it is missing.</summary>
    public FileEntry? Entry { get; private set; }

    /// <summary>False if a directory above the last component is missing.</summary>
    public bool ParentExists { get; private set; } = true;

    /// <summary>The directory that contains the last component.</summary>
    public int Directory => trail.Count == 0 ? root.Number : trail[^1].Directory.Number;

    /// <summary>The path without links, below the root.</summary>
    public string Canonical { get; private set; } = "/";

    /// <summary>Walks to an absolute path below the root. The last component is followed, if it is a link, only on request.</summary>
    /// <exception cref="FileFailure">A link that the policy does not allow, a loop, or an I/O error.</exception>
    public static PathWalk To(Descriptor root, string path, LinkPolicy policy, bool followLast)
    {
        // The kernel would end the path at the NUL.
        if (path.Contains('\0')) throw new FileFailure(path, $"the path {path.Replace('\0', '?')} contains a NUL");
        var walk = new PathWalk(root, path, policy);
        try
        {
            walk.Run(path, followLast);
            return walk;
        }
        catch
        {
            walk.Dispose();
            throw;
        }
    }

    /// <summary>Opens the last component, which must not be a link.</summary>
    /// <exception cref="FileFailure">The kernel refuses.</exception>
    public Descriptor Open(int flags, Permissions mode = default) => OpenBeside(Name, flags | OpenFlags.NoFollow, mode, "open");

    /// <summary>Creates a file in the same directory. The name must not exist.</summary>
    /// <exception cref="FileFailure">The kernel refuses.</exception>
    public Descriptor CreateBeside(string name, int flags, string operation) =>
        OpenBeside(name, flags | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow, Permissions.OwnerOnly, operation);

    private Descriptor OpenBeside(string name, int flags, Permissions mode, string operation) =>
        Descriptor.OpenAt(Directory, name, flags, mode, out int error) ?? throw new FileFailure(Path, operation, error);

    /// <summary>Makes the names in the directory of the last component durable.</summary>
    public void SyncDirectory()
    {
        using var directory = OpenBeside(".", OpenFlags.ReadOnly | OpenFlags.Directory, default, "open the directory of");
        if (directory.Sync() is > 0 and var sync) throw new FileFailure(Path, "make durable", sync);
    }

    public void Dispose()
    {
        foreach (var passed in trail) passed.Directory.Dispose();
        trail.Clear();
    }

    private void Run(string path, bool followLast)
    {
        var pending = new Stack<string>();
        Push(pending, path);
        while (pending.TryPop(out string? name))
        {
            if (name == "..")
            {
                if (trail.Count > 0) _ = Leave();
                continue;
            }

            bool last = pending.Count == 0;
            var entry = Stat(Directory, name);
            if (entry is { Kind: FileKind.Link } && (!last || followLast))
            {
                FollowLink(pending, name, entry.Value);
                continue;
            }
            if (last)
            {
                Arrive(name, entry);
                return;
            }
            if (entry is null)
            {
                ParentExists = false;
                var rest = new List<string> { name };
                rest.AddRange(pending);
                Name = rest[^1];
                Canonical = Below([.. trail.Select(step => step.Name), .. rest]);
                return;
            }
            Enter(name);
        }
        Entry = Stat(root.Number, ".");
        if (trail.Count > 0)
        {
            // The path ended in "..", so the entry is the directory itself.
            string name = Leave();
            Arrive(name, Stat(Directory, name));
        }
    }

    private void Arrive(string name, FileEntry? entry)
    {
        Name = name;
        Entry = entry;
        Canonical = Below([.. trail.Select(step => step.Name), name]);
    }

    private void Enter(string name)
    {
        const string operation = "open a parent directory of";
        trail.Add(new Passed(name, OpenBeside(name, OpenFlags.Path | OpenFlags.Directory | OpenFlags.NoFollow, default, operation)));
    }

    private string Leave()
    {
        var (name, directory) = trail[^1];
        directory.Dispose();
        trail.RemoveAt(trail.Count - 1);
        return name;
    }

    private void FollowLink(Stack<string> pending, string name, FileEntry link)
    {
        if (policy == LinkPolicy.NoLinks)
            throw new FileFailure(Path, $"the path {Path} contains the symbolic link {name}; links below a user's directory are not followed: remove the link");
        if (!IsSystems(link.User) || !DirectoryIsSystems())
            throw new FileFailure(Path, $"the path {Path} contains the symbolic link {name}, which another user than root could have created: remove the link, or make its directory writable only by root");
        if (++linksFollowed > LinkLimit) throw new FileFailure(Path, "follow", Errno.TooManyLinks);

        string target = ReadLink(Directory, name) ?? throw new FileFailure(Path, "read a symbolic link in the path of", Errno.NoEntry);
        if (target.StartsWith('/')) Dispose();
        Push(pending, target);
    }

    private bool DirectoryIsSystems()
    {
        const uint writableByOthers = 0b000_010_010;
        // fstatat(2) with an empty name examines the descriptor itself, even one opened with O_PATH.
        var directory = Stat(Directory, "") ?? throw new FileFailure(Path, "examine a parent directory of", Errno.NoEntry);
        return IsSystems(directory.User) && (directory.Mode.Bits & writableByOthers) == 0;
    }

    private static bool IsSystems(uint user) => user == 0 || user == Owner.System.User;

    private FileEntry? Stat(int directory, string name) => Stat(directory, name, Path);

    internal static FileEntry? Stat(int directory, string name, string path)
    {
        StatXBuffer buffer;
        int flags = OpenFlags.AtSymlinkNoFollow | (name.Length == 0 ? OpenFlags.AtEmptyPath : 0);
        if (Libc.StatX(directory, name, flags, StatXBuffer.BasicStats, &buffer) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            return error is Errno.NoEntry ? null : throw new FileFailure(path, "examine", error);
        }
        var kind = (buffer.Mode & 0xf000) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Directory,
            0xa000 => FileKind.Link,
            _ => FileKind.Other,
        };
        return new FileEntry(kind, new Permissions(buffer.Mode & 0xfffu), buffer.User, buffer.Group, (long)buffer.Size);
    }

    internal static string? ReadLink(int directory, string name)
    {
        byte* buffer = stackalloc byte[4096];
        nint length = Libc.ReadLinkAt(directory, name, buffer, 4096);
        return length < 0 ? null : System.Text.Encoding.UTF8.GetString(buffer, (int)length);
    }

    private static void Push(Stack<string> pending, string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = parts.Length - 1; i >= 0; i--)
            if (parts[i] != ".") pending.Push(parts[i]);
    }

    private sealed record Passed(string Name, Descriptor Directory);

    private static string Below(List<string> names) => "/" + string.Join('/', names);
}
