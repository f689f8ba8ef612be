namespace Daybreak.Machine;

/// <summary>
/// The files of a machine with planned files in front of them, and the planned state of the kernel. Changes describe their effect here
/// (<see cref="Changes.Change.Foresee"/>); steps read it through a <see cref="MachineView"/>.
/// </summary>
public sealed class MachineOverlay
{
    private const int LinkLimit = 40;

    private readonly RootDirectory root;
    private readonly Dictionary<string, Planned> entries = new(StringComparer.Ordinal);
    private readonly List<Route> routes = [];
    private bool linksDiffer;

    internal MachineOverlay(RootDirectory root) => this.root = root;

    /// <param name="Entry">What will be there; null for nothing.</param>
    /// <param name="Content">The content of a file.</param>
    /// <param name="Target">The target of a link.</param>
    /// <param name="KeepsContents">Whether it is a directory that exists and keeps its content.</param>
    private sealed record Planned(FileEntry? Entry, ReadOnlyMemory<byte> Content = default, string? Target = null, bool KeepsContents = false);

    /// <summary>The planned host name of the kernel; null if no change sets it.</summary>
    public string? KernelHostName { get; set; }

    /// <summary>The planned routes.</summary>
    internal IReadOnlyList<Route> Routes => routes;

    /// <summary>The entry at a path, a last link not followed; null if there is none.</summary>
    public FileEntry? Entry(string path)
    {
        string place = Resolve(path, followLast: false);
        return entries.TryGetValue(place, out var planned) ? planned.Entry : IsHidden(place) ? null : root.Entry(place);
    }

    /// <summary>The content of a file; null if there is no such file.</summary>
    /// <exception cref="FileFailure">It cannot be read.</exception>
    public ReadOnlyMemory<byte>? Read(string path)
    {
        string place = Resolve(path);
        if (entries.TryGetValue(place, out var planned))
        {
            if (planned.Entry is not { } entry) return null;
            return entry.Kind == FileKind.File ? planned.Content : throw new FileFailure(path, $"{path} is not a regular file: move it away");
        }
        if (IsHidden(place) || root.Read(place) is not { } content) return null;
        return content;
    }

    /// <summary>The target of a link; null if there is no link.</summary>
    public string? ReadLink(string path) => LinkAt(Resolve(path, followLast: false));

    /// <summary>The names in a directory, sorted by byte; empty if it does not exist.</summary>
    public IReadOnlyList<string> List(string path)
    {
        string place = Resolve(path);
        bool isNew = entries.TryGetValue(place, out var directory) && !directory.KeepsContents;
        if (isNew && directory!.Entry is not { Kind: FileKind.Directory }) return [];
        var names = new SortedSet<string>(isNew || IsHidden(place) ? [] : root.List(place), StringComparer.Ordinal);
        string prefix = place.TrimEnd('/') + "/";
        foreach (var (planned, entry) in entries)
        {
            if (!planned.StartsWith(prefix, StringComparison.Ordinal) || planned.AsSpan(prefix.Length).Contains('/')) continue;
            _ = entry.Entry is null ? names.Remove(planned[prefix.Length..]) : names.Add(planned[prefix.Length..]);
        }
        return [.. names];
    }

    /// <summary>An absolute path without links, as far as it exists. A last link is followed on request.</summary>
    /// <exception cref="FileFailure">A user other than root could have made a link on the way.</exception>
    public string Resolve(string path, bool followLast = true)
    {
        // Without planned links, and none removed, the machine's own walk is right.
        if (!linksDiffer) return root.Canonical(path, followLast: followLast);
        var pending = new Stack<string>(Backwards(path));
        var walked = new List<string>();
        for (int links = 0; pending.TryPop(out string? name);)
        {
            if (name == ".") continue;
            if (name == "..")
            {
                if (walked.Count > 0) walked.RemoveAt(walked.Count - 1);
                continue;
            }
            string place = $"/{string.Join('/', [.. walked, name])}";
            if ((pending.Count > 0 || followLast) && LinkAt(place) is { } target)
            {
                if (++links > LinkLimit) throw new FileFailure(path, "follow", Errno.TooManyLinks);
                // An existing link must be one that may be followed.
                if (!entries.ContainsKey(place)) _ = root.Canonical(place);
                if (target.StartsWith('/')) walked.Clear();
                foreach (string part in Backwards(target)) pending.Push(part);
                continue;
            }
            walked.Add(name);
        }
        return $"/{string.Join('/', walked)}";
    }

    /// <summary>Plans a file, or a new directory without content, at a resolved path. If a link is there, remove it first.</summary>
    public void Put(string place, FileEntry entry, ReadOnlyMemory<byte> content = default) => entries[place] = new Planned(entry, content);

    /// <summary>Plans a directory at a resolved path. If it exists, it keeps its content.</summary>
    public void PutDirectory(string place, Permissions mode, Owner owner)
    {
        bool exists = entries.TryGetValue(place, out var planned) ? planned.KeepsContents : !IsHidden(place) && root.Entry(place) is { Kind: FileKind.Directory };
        entries[place] = new Planned(FileEntry.Directory(mode, owner), KeepsContents: exists);
    }

    /// <summary>Plans a symbolic link at a resolved path, a last link not followed.</summary>
    public void PutLink(string place, string target, Owner owner)
    {
        linksDiffer = true;
        entries[place] = new Planned(FileEntry.Link(owner, target), Target: target);
    }

    /// <summary>Plans that nothing is at a resolved path, a last link not followed.</summary>
    public void Remove(string place)
    {
        linksDiffer |= LinkAt(place) is not null;
        entries[place] = new Planned(null);
    }

    /// <summary>Plans a further line in a small file of the agent.</summary>
    public void AppendLine(string path, string line)
    {
        byte[] content = [.. Read(path).GetValueOrDefault().Span, .. Encoding.UTF8.GetBytes(line + "\n")];
        Put(Resolve(path), FileEntry.File(Permissions.OwnerOnly, Owner.System, content.Length), content);
    }

    /// <summary>Plans a route in the kernel's main table.</summary>
    public void AddRoute(Route route) => routes.Add(route);

    /// <summary>Whether the machine's own entry at a resolved path is replaced or hidden.</summary>
    internal bool Covers(string place) => entries.ContainsKey(place) || IsHidden(place);

    /// <summary>A copy that later changes to this overlay do not affect.</summary>
    internal MachineOverlay Copy()
    {
        var copy = new MachineOverlay(root) { linksDiffer = linksDiffer, KernelHostName = KernelHostName };
        foreach (var (place, planned) in entries) copy.entries[place] = planned;
        copy.routes.AddRange(routes);
        return copy;
    }

    private string? LinkAt(string place) =>
        entries.TryGetValue(place, out var planned) ? planned.Target : IsHidden(place) ? null : root.ReadLink(place);

    private static string[] Backwards(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Array.Reverse(parts);
        return parts;
    }

    // Whether a directory above it is replaced or removed, so that the machine's own entry at this place cannot be seen.
    private bool IsHidden(string place)
    {
        if (entries.Count == 0) return false;
        for (int end = place.LastIndexOf('/'); end > 0; end = place.LastIndexOf('/', end - 1))
        {
            if (!entries.TryGetValue(place[..end], out var above) || above.KeepsContents) continue;
            return above.Entry is { Kind: FileKind.File } ? throw new FileFailure(place, "open a directory on the way to", Errno.NotDirectory) : true;
        }
        return false;
    }
}
