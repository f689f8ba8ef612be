namespace Daybreak.Machine.Ssh;

/// <summary>
/// A user's key file and the checks of its path, so that sshd accepts it (StrictModes) and no other user can redirect a write. Below a
/// home directory, no link is followed and no file of another user is changed.
/// </summary>
public sealed class AuthorizedKeysFile
{
    private const uint WritableByOthers = 0b000_010_010;
    private const uint ReadableByAll = 0b000_000_100;
    private const uint ReadableByOwner = 0b100_000_000;

    private readonly MachineView machine;
    private readonly SshUser user;
    private readonly string[] directories;
    private readonly int trusted;

    private AuthorizedKeysFile(MachineView machine, SshUser user, string home, string[] below, bool isInHome)
    {
        this.machine = machine;
        this.user = user;
        IsInHome = isInHome;
        string[] above = isInHome ? Parts(home) : [];
        trusted = above.Length;
        directories = [.. above, .. below[..^1]];
        Path = $"/{string.Join('/', directories)}/{below[^1]}".Replace("//", "/", StringComparison.Ordinal);
    }

    /// <summary>The path; without links if it is below the home directory.</summary>
    public string Path { get; }

    /// <summary>Whether the path is below the user's home directory.</summary>
    public bool IsInHome { get; }

    /// <summary>The existing file; null for none.</summary>
    public FileEntry? Entry => Exists(directories.Length) ? machine.Entry(Path) : null;

    private LinkPolicy Links => IsInHome ? LinkPolicy.NoLinks : LinkPolicy.SystemLinks;

    /// <summary>Resolves and checks an absolute path for keys of the user.</summary>
    /// <exception cref="FileFailure">sshd would not accept the path: a part of it belongs to another user or is a link.</exception>
    public static AuthorizedKeysFile Find(MachineView machine, SshUser user, string path)
    {
        string[] parts = Parts(path);
        if (!path.StartsWith('/') || parts.Length == 0 || path.EndsWith('/') || Array.IndexOf(parts, "..") >= 0)
            throw new FileFailure(path, $"the path {path} for keys of {user.Name} is invalid: expected the absolute path of a file, without \"..\"");
        string home = Home(machine, user);
        foreach (string above in (string[])[user.Home, home])
            if (Below(parts, above) is { } below) return new AuthorizedKeysFile(machine, user, home, below, isInHome: true).Check();
        return new AuthorizedKeysFile(machine, user, home, parts, isInHome: false).Check();
    }

    /// <summary>The changes that create or correct the directories and the file.</summary>
    /// <param name="content">The content of the file.</param>
    /// <param name="mode">The mode of a file below the home directory. Other files are readable by all, because sshd reads them as the user.</param>
    /// <param name="isSecret">Whether an existing file must have this mode and owner. Otherwise any mode that sshd accepts is kept.</param>
    /// <param name="sentence">The description of the change of the file.</param>
    public IEnumerable<Change> Put(ReadOnlyMemory<byte> content, Permissions mode, bool isSecret, string sentence)
    {
        for (int i = trusted; i < directories.Length; i++)
            if (Directory(i + 1) is { } missing) yield return missing;
        var entry = Entry;
        if (entry is { } there && (isSecret ? there.User == user.Id && there.Mode == mode : IsAcceptedBySshd(there)) && Read().Span.SequenceEqual(content.Span)) yield break;
        yield return IsInHome
            ? new WriteFile(Path, content, mode, user.Owner, LinkPolicy.NoLinks, sentence)
            : new WriteFile(Path, content, Permissions.WorldReadable, Owner.System, LinkPolicy.SystemLinks, sentence);
    }

    /// <summary>The current content; empty if there is no file.</summary>
    public ReadOnlyMemory<byte> Read() => Entry is null ? default : machine.Read(Path) ?? default;

    private MakeDirectory? Directory(int depth)
    {
        string path = At(depth);
        bool last = depth == directories.Length;
        var (mode, owner) = IsInHome ? (Permissions.PrivateDirectory, user.Owner) : (Permissions.PublicDirectory, Owner.System);
        var entry = Exists(depth) ? machine.Entry(path) : null;
        // Only the directory of the file must be private. Other directories stay as they are.
        if (entry is { } there && (!IsInHome || !last || (there.Mode == mode && there.User == user.Id))) return null;
        return new MakeDirectory(path, mode, owner, Links, entry is null ? $"make {path}" : $"make {path} private to {user.Name}");
    }

    private AuthorizedKeysFile Check()
    {
        for (int depth = trusted + 1; depth <= directories.Length && Exists(depth); depth++) CheckDirectory(At(depth), machine.Entry(At(depth))!.Value, depth == directories.Length);
        if (Entry is not { } file) return this;
        if (file.Kind == FileKind.Link) throw Refused(Path, IsInHome ? "is a symbolic link; links below a user's directory are not followed: remove it" : "is a symbolic link: remove it");
        if (file.Kind != FileKind.File) throw Refused(Path, "is not a regular file: remove it");
        // A hard link to a file that only root can read would disclose its content to the user.
        if (file.User != user.Id && (file.User != Owner.System.User || (file.Mode.Bits & ReadableByAll) == 0))
            throw Refused(Path, $"belongs to user id {file.User}, not to {user.Name}: change its owner to {user.Name}, or remove it");
        return this;
    }

    private void CheckDirectory(string path, FileEntry entry, bool last)
    {
        if (entry.Kind == FileKind.Link && !IsInHome) entry = machine.Entry(machine.Resolve(path)) ?? entry;
        if (entry.Kind == FileKind.Link) throw Refused(path, "is a symbolic link; links below a user's directory are not followed: remove it");
        if (entry.Kind != FileKind.Directory) throw Refused(path, "is not a directory: remove it");
        if (entry.User != user.Id && entry.User != Owner.System.User) throw Refused(path, $"belongs to user id {entry.User}, so sshd would refuse every key below it: change its owner to root or {user.Name}");
        // A private directory gets its mode from the change.
        if ((entry.Mode.Bits & WritableByOthers) != 0 && !(IsInHome && last))
            throw Refused(path, $"is writable by others (mode {entry.Mode}), so sshd would refuse every key below it: run chmod go-w on it");
    }

    // sshd reads the file as the user, and rejects it if others can write it.
    private bool IsAcceptedBySshd(FileEntry file) =>
        (file.Mode.Bits & WritableByOthers) == 0 && (file.Mode.Bits & (file.User == user.Id ? ReadableByOwner : ReadableByAll)) != 0;

    private bool Exists(int depth)
    {
        for (int i = trusted + 1; i <= depth; i++)
            if (machine.Entry(At(i)) is null) return false;
        return true;
    }

    private string At(int depth) => $"/{string.Join('/', directories[..depth])}";

    private static string Home(MachineView machine, SshUser user)
    {
        if (!user.Home.StartsWith('/') || Parts(user.Home).Length == 0)
            throw new FileFailure(user.Home, $"the home directory of {user.Name} is {user.Home}, where no keys can be stored: give {user.Name} another home directory");
        string home = machine.Resolve(user.Home);
        if (machine.Entry(home) is not { } entry) throw Refused(home, $"is the home directory of {user.Name} but does not exist: create it");
        if (entry.Kind != FileKind.Directory) throw Refused(home, $"is the home directory of {user.Name} but is not a directory: remove it");
        if (entry.User != user.Id && entry.User != Owner.System.User)
            throw Refused(home, $"is the home directory of {user.Name} but belongs to user id {entry.User}: change its owner to {user.Name}, or give {user.Name} another home directory");
        if ((entry.Mode.Bits & WritableByOthers) != 0)
            throw Refused(home, $"is the home directory of {user.Name} but is writable by others (mode {entry.Mode}), so sshd would refuse every key: run chmod go-w on it");
        return home;
    }

    private static string[]? Below(string[] parts, string directory)
    {
        string[] above = Parts(directory);
        return above.Length > 0 && parts.Length > above.Length && parts.AsSpan(0, above.Length).SequenceEqual(above) ? parts[above.Length..] : null;
    }

    private static string[] Parts(string path) => Array.FindAll(path.Split('/', StringSplitOptions.RemoveEmptyEntries), part => part != ".");

    private static FileFailure Refused(string path, string why) => new(path, $"{path} {why}");
}
