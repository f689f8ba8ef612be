using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Ssh;

/// <summary>
/// A file of keys: where it is, and what the way to it must be like, so that sshd believes it (StrictModes) and nobody can lead a write
/// elsewhere. Below a home directory no link is followed and nothing of another user's is touched.
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

    /// <summary>The path, without links where it is below the home directory.</summary>
    public string Path { get; }

    /// <summary>Whether it is below the user's home directory.</summary>
    public bool IsInHome { get; }

    /// <summary>What is there; null for nothing.</summary>
    public FileEntry? Entry => Exists(directories.Length) ? machine.Entry(Path) : null;

    private LinkPolicy Links => IsInHome ? LinkPolicy.NoLinks : LinkPolicy.SystemLinks;

    /// <summary>Finds a place, and refuses what sshd would not believe.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="user">Whose keys these are.</param>
    /// <param name="path">Absolute.</param>
    /// <exception cref="FileFailure">The way to it is not the user's and not the system's, or has a link in it.</exception>
    public static AuthorizedKeysFile Find(MachineView machine, SshUser user, string path)
    {
        string[] parts = Parts(path);
        if (!path.StartsWith('/') || parts.Length == 0 || path.EndsWith('/') || Array.IndexOf(parts, "..") >= 0)
            throw new FileFailure(path, $"the path {path} of keys of {user.Name} is not an absolute one of a file");
        string home = Home(machine, user);
        foreach (string above in (string[])[user.Home, home])
            if (Below(parts, above) is { } below) return new AuthorizedKeysFile(machine, user, home, below, isInHome: true).Checked();
        return new AuthorizedKeysFile(machine, user, home, parts, isInHome: false).Checked();
    }

    /// <summary>The directories that are missing or not as they should be, and the file when it is.</summary>
    /// <param name="content">What the file is to hold.</param>
    /// <param name="mode">Of a file below the home; others are for everybody to read, because sshd reads them as the user.</param>
    /// <param name="isSecret">Whether a file that is there must have this mode, and belong to the user; else it suffices that sshd believes it.</param>
    /// <param name="sentence">What the file's change does.</param>
    public IEnumerable<Change> Put(ReadOnlyMemory<byte> content, Permissions mode, bool isSecret, string sentence)
    {
        for (int i = trusted; i < directories.Length; i++)
            if (Directory(i + 1) is { } missing) yield return missing;
        var entry = Entry;
        if (entry is { } there && (isSecret ? there.User == user.Id && there.Mode == mode : IsBelieved(there)) && Read().Span.SequenceEqual(content.Span)) yield break;
        yield return IsInHome
            ? new WriteFile(Path, content, mode, user.Owner, LinkPolicy.NoLinks, sentence)
            : new WriteFile(Path, content, Permissions.WorldReadable, Owner.System, LinkPolicy.SystemLinks, sentence);
    }

    /// <summary>The content; empty for none.</summary>
    public ReadOnlyMemory<byte> Read() => Entry is null ? default : machine.Read(Path) ?? default;

    private MakeDirectory? Directory(int depth)
    {
        string path = At(depth);
        bool last = depth == directories.Length;
        var (mode, owner) = IsInHome ? (Permissions.PrivateDirectory, user.Owner) : (Permissions.PublicDirectory, Owner.System);
        var entry = Exists(depth) ? machine.Entry(path) : null;
        // The directory of the keys is the user's alone; what else is on the way stays as it is.
        if (entry is { } there && (!IsInHome || !last || (there.Mode == mode && there.User == user.Id))) return null;
        return new MakeDirectory(path, mode, owner, Links, entry is null ? $"make {path}" : $"{path} is for {user.Name} alone");
    }

    private AuthorizedKeysFile Checked()
    {
        for (int depth = trusted + 1; depth <= directories.Length && Exists(depth); depth++) CheckDirectory(At(depth), machine.Entry(At(depth))!.Value, depth == directories.Length);
        if (Entry is not { } file) return this;
        if (file.Kind == FileKind.Link) throw Refused(Path, IsInHome ? "is a symbolic link, and nothing below a user's directory is followed: remove it" : "is a symbolic link: remove it");
        if (file.Kind != FileKind.File) throw Refused(Path, "is not a regular file: remove it");
        // A hard link to a file that only root may read would otherwise hand its content to the user.
        if (file.User != user.Id && (file.User != Owner.System.User || (file.Mode.Bits & ReadableByAll) == 0))
            throw Refused(Path, $"belongs to user id {file.User}, not to {user.Name}: give it to {user.Name}, or remove it");
        return this;
    }

    private void CheckDirectory(string path, FileEntry entry, bool last)
    {
        if (entry.Kind == FileKind.Link && !IsInHome) entry = machine.Entry(machine.Resolve(path)) ?? entry;
        if (entry.Kind == FileKind.Link) throw Refused(path, "is a symbolic link, and nothing below a user's directory is followed: remove it");
        if (entry.Kind != FileKind.Directory) throw Refused(path, "is not a directory: remove it");
        if (entry.User != user.Id && entry.User != Owner.System.User) throw Refused(path, $"belongs to user id {entry.User}, and neither to root nor to {user.Name}: sshd would refuse every key below it");
        // What is to be the user's alone is made so.
        if ((entry.Mode.Bits & WritableByOthers) != 0 && !(IsInHome && last))
            throw Refused(path, $"may be written by others (mode {entry.Mode}), and sshd would refuse every key below it: take that away (chmod go-w)");
    }

    // sshd reads the file as the user, and does not believe it when others may write it.
    private bool IsBelieved(FileEntry file) =>
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
            throw new FileFailure(user.Home, $"the home directory of {user.Name} is {user.Home}, in which no keys are put: give the user one of their own");
        string home = machine.Resolve(user.Home);
        if (machine.Entry(home) is not { } entry) throw Refused(home, $"is the home directory of {user.Name}, and is not there: make it");
        if (entry.Kind != FileKind.Directory) throw Refused(home, $"is the home directory of {user.Name}, and is not a directory: remove it");
        if (entry.User != user.Id && entry.User != Owner.System.User)
            throw Refused(home, $"is the home directory of {user.Name}, but belongs to user id {entry.User}: give it to {user.Name}, or give {user.Name} another");
        if ((entry.Mode.Bits & WritableByOthers) != 0)
            throw Refused(home, $"is the home directory of {user.Name}, and may be written by others (mode {entry.Mode}), so that sshd would refuse every key: take that away (chmod go-w)");
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
