using System.Text;
using Daybreak.Core.Dhcp;
using Daybreak.Core.Interop;
using Daybreak.Machine.Accounts;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Disks;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Network;

namespace Daybreak.Machine;

/// <summary>
/// The machine as a step sees it: read-only, with the changes that are already planned laid over it, so that a later step sees
/// what an earlier one will have done.
/// </summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="kernel">The running kernel, or <see cref="NoKernel"/>.</param>
public sealed class MachineView(RootDirectory root, IKernel kernel)
{
    private const int LinkLimit = 40;

    private readonly Dictionary<string, Planned> overlay = new(StringComparer.Ordinal);
    private bool linksDiffer;
    private string? plannedHostName;
    private List<Route>? routes;

    /// <param name="Entry">What will be there; null for nothing.</param>
    /// <param name="Content">Of a file.</param>
    /// <param name="Target">Of a link.</param>
    /// <param name="KeepsContents">Whether it is a directory that the machine has already: what is in it stays.</param>
    private sealed record Planned(FileEntry? Entry, ReadOnlyMemory<byte> Content = default, string? Target = null, bool KeepsContents = false);

    /// <summary>Whether a kernel runs on this root.</summary>
    public bool IsRunning => kernel.IsRunning;

    /// <summary>The kernel's host name; null when nothing runs.</summary>
    public string? KernelHostName => kernel.IsRunning ? plannedHostName ?? kernel.HostName : null;

    /// <summary>The kernel's main routing table, with what is planned; empty when nothing runs.</summary>
    public IReadOnlyList<Route> Routes => routes ??= kernel.IsRunning ? RouteTable.Parse(ReadText(RouteTable.Path) ?? "") : [];

    /// <summary>What is at a path, a last link not followed; null when there is nothing.</summary>
    public FileEntry? Entry(string path)
    {
        string place = Place(path, followLast: false);
        return overlay.TryGetValue(place, out var planned) ? planned.Entry : IsHidden(place) ? null : root.Entry(place);
    }

    /// <summary>A file's content; null when there is no such file.</summary>
    /// <exception cref="FileFailure">It cannot be read.</exception>
    public ReadOnlyMemory<byte>? Read(string path)
    {
        string place = Place(path, followLast: true);
        if (overlay.TryGetValue(place, out var planned))
        {
            if (planned.Entry is not { } entry) return null;
            return entry.Kind == FileKind.File ? planned.Content : throw new FileFailure(path, $"{path} is not a regular file");
        }
        if (IsHidden(place) || root.Read(place) is not { } content) return null;
        return content;
    }

    /// <summary>A file's content as UTF-8 text; null when there is no such file.</summary>
    public string? ReadText(string path) => Read(path) is { } content ? Encoding.UTF8.GetString(content.Span) : null;

    /// <summary>A link's target; null when there is no link.</summary>
    public string? ReadLink(string path) => LinkAt(Place(path, followLast: false));

    /// <summary>Whether a file can be written in this place: on a file system that is read-only nobody can.</summary>
    public bool CanWrite(string path) => root.CanWrite(Place(path, followLast: true));

    /// <summary>The SELinux label of a file or directory; null when it has none, or is only planned.</summary>
    public string? LabelOf(string path)
    {
        string place = Place(path, followLast: false);
        return overlay.ContainsKey(place) || IsHidden(place) ? null : root.LabelOf(place);
    }

    /// <summary>The path without links, as far as it exists; a last link is followed too.</summary>
    /// <exception cref="FileFailure">A link on the way that somebody other than root could have made.</exception>
    public string Resolve(string path) => Place(path, followLast: true);

    /// <summary>The names in a directory, sorted by byte; empty when it does not exist.</summary>
    public IReadOnlyList<string> List(string path)
    {
        string place = Place(path, followLast: true);
        bool isNew = overlay.TryGetValue(place, out var directory) && !directory.KeepsContents;
        if (isNew && directory!.Entry is not { Kind: FileKind.Directory }) return [];
        var names = new SortedSet<string>(isNew || IsHidden(place) ? [] : root.List(place), StringComparer.Ordinal);
        string prefix = place.TrimEnd('/') + "/";
        foreach (var (planned, entry) in overlay)
        {
            if (!planned.StartsWith(prefix, StringComparison.Ordinal) || planned.AsSpan(prefix.Length).Contains('/')) continue;
            _ = entry.Entry is null ? names.Remove(planned[prefix.Length..]) : names.Add(planned[prefix.Length..]);
        }
        return [.. names];
    }

    /// <summary>What is on a disk; null while it, or a part of it, is in use.</summary>
    /// <param name="device">Its device.</param>
    /// <param name="evenInUse">Whether to look although it is a part of an array.</param>
    /// <exception cref="FileFailure">There is no such disk, or it may not be opened.</exception>
    public DiskContent? LookAtDisk(string device, bool evenInUse = false)
    {
        using var disk = DiskDevice.TryOpen(root, device, forWriting: false, evenInUse);
        return disk is null ? null : DiskClassifier.Classify(new DiskBytes(disk.Content));
    }

    /// <summary>Whether a file is swap space that Daybreak has made: its first page alone is read, whatever its size.</summary>
    /// <exception cref="FileFailure">It cannot be read.</exception>
    public bool StartsWithOurSwapHeader(string path, long size)
    {
        using var file = root.OpenNode(path, OpenFlags.ReadOnly | OpenFlags.NonBlock, out int error) ?? throw new FileFailure(path, "open", error);
        return size % Environment.SystemPageSize == 0 && file.ReadStart(Environment.SystemPageSize, out _) is { } page && SwapHeader.IsDaybreaks(page, size, Environment.SystemPageSize);
    }

    /// <summary>How much root may still write below a directory, in bytes; null when it is not known.</summary>
    public long? FreeSpace(string directory) => kernel.FreeSpace(System.IO.Path.Join(root.Path, directory));

    /// <summary>What Azure says of an NVMe namespace; null when nothing.</summary>
    public string? NamespaceOrigin(string device) => kernel.NamespaceOrigin(System.IO.Path.Join(root.Path, device));

    /// <summary>Another view, with these changes laid over this one, which stays as it is.</summary>
    public MachineView After(IEnumerable<Change> changes)
    {
        var view = new MachineView(root, kernel) { linksDiffer = linksDiffer, plannedHostName = plannedHostName, routes = routes };
        foreach (var (place, planned) in overlay) view.overlay[place] = planned;
        foreach (var change in changes) view.Foresee(change);
        return view;
    }

    /// <summary>Lays a change over the machine, as if it had been applied.</summary>
    public void Foresee(Change change)
    {
        switch (change)
        {
            case WriteFile write:
                Plan(Place(write.Path, followLast: true), new FileEntry(FileKind.File, write.Mode, write.Owner.User, write.Owner.Group, write.Content.Length), write.Content);
                break;
            case MakeDirectory make:
                string place = Place(make.Path, followLast: true);
                Plan(place, new FileEntry(FileKind.Directory, make.Mode, make.Owner.User, make.Owner.Group, 0), keepsContents: HasDirectory(place));
                break;
            case MakeLink link:
                linksDiffer = true;
                long length = Encoding.UTF8.GetByteCount(link.Target);
                Plan(Place(link.Path, followLast: false), new FileEntry(FileKind.Link, new Permissions(0x1ff), Owner.System.User, Owner.System.Group, length), target: link.Target);
                break;
            case RemoveFile remove:
                linksDiffer = true;
                Plan(Place(remove.Path, followLast: false), null);
                break;
            case MakeTree tree:
                Foresee(tree);
                break;
            case EditAccountFiles edit:
                Foresee(edit);
                break;
            case RunProgram run:
                foreach (var expected in run.Expected) Foresee(expected);
                break;
            case MoveFile move:
                // What a program will have made cannot be foreseen: it is there, and its content is not known yet.
                linksDiffer = true;
                var content = Read(move.From) ?? ReadOnlyMemory<byte>.Empty;
                var entry = Entry(move.From) ?? new FileEntry(FileKind.File, Permissions.OwnerOnly, Owner.System.User, Owner.System.Group, 0);
                Plan(Place(move.From, followLast: false), null);
                Plan(Place(move.To, followLast: false), entry, content);
                break;
            case RunScript script:
                Foresee(new AppendLine(script.StatePath, $"begun {script.Key}\nended {script.Key} exit:0", script.Sentence));
                break;
            case AppendLine append:
                Foresee(Change.Write(append.Path, $"{ReadText(append.Path)}{append.Line}\n", Permissions.OwnerOnly, append.Sentence));
                break;
            case ContinueOnError attempt:
                Foresee(attempt.Inner);
                break;
            case WriteFileFor write:
                Foresee(write.File);
                break;
            case AddRoute add:
                routes = [.. Routes, add.Route];
                break;
            case SetKernelHostName set:
                plannedHostName = set.HostName;
                break;
            case SetKernelValue set:
                Foresee(Change.Write(set.Path, set.Value + "\n", Permissions.WorldReadable, set.Sentence));
                break;
        }
    }

    private void Foresee(MakeTree tree)
    {
        string top = Place(tree.Path, followLast: false);
        Plan(top, new FileEntry(FileKind.Directory, tree.Mode, tree.Owner.User, tree.Owner.Group, 0));
        foreach (var entry in tree.Entries)
        {
            var mode = entry.Kind == FileKind.Link ? new Permissions(0x1ff) : entry.Mode;
            long size = entry.Target is { } target ? Encoding.UTF8.GetByteCount(target) : entry.Content.Length;
            linksDiffer |= entry.Kind == FileKind.Link;
            Plan($"{top}/{entry.Path}", new FileEntry(entry.Kind, mode, tree.Owner.User, tree.Owner.Group, size), entry.Content, entry.Target);
        }
    }

    private void Foresee(EditAccountFiles change)
    {
        foreach (var edit in change.Edits)
        {
            string place = Place(edit.Kind.Path, followLast: true);
            var entry = Entry(place) is { } kept ? kept with { Size = edit.Content.Length } : new FileEntry(FileKind.File, edit.Kind.NewMode, Owner.System.User, Owner.System.Group, edit.Content.Length);
            Plan(place, entry, edit.Content);
        }
        Plan(Place(AccountLocks.Token, followLast: false), null);
    }

    private void Plan(string place, FileEntry? entry, ReadOnlyMemory<byte> content = default, string? target = null, bool keepsContents = false) =>
        overlay[place] = new Planned(entry, content, target, keepsContents);

    private bool HasDirectory(string place) =>
        overlay.TryGetValue(place, out var planned) ? planned.KeepsContents : !IsHidden(place) && root.Entry(place) is { Kind: FileKind.Directory };

    private string? LinkAt(string place) =>
        overlay.TryGetValue(place, out var planned) ? planned.Target : IsHidden(place) ? null : root.ReadLink(place);

    // The path without links. While no link is planned, or taken away, the machine's own walk says it.
    private string Place(string path, bool followLast)
    {
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
                // The machine's own link has to be one that may be followed.
                if (!overlay.ContainsKey(place)) _ = root.Canonical(place);
                if (target.StartsWith('/')) walked.Clear();
                foreach (string part in Backwards(target)) pending.Push(part);
                continue;
            }
            walked.Add(name);
        }
        return $"/{string.Join('/', walked)}";
    }

    private static string[] Backwards(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Array.Reverse(parts);
        return parts;
    }

    // Whether what the machine has at this place is out of sight, because a directory above it will be another one.
    private bool IsHidden(string place)
    {
        if (overlay.Count == 0) return false;
        for (int end = place.LastIndexOf('/'); end > 0; end = place.LastIndexOf('/', end - 1))
        {
            if (!overlay.TryGetValue(place[..end], out var above) || above.KeepsContents) continue;
            return above.Entry is { Kind: FileKind.File } ? throw new FileFailure(place, "open a directory on the way to", Errno.NotDirectory) : true;
        }
        return false;
    }
}
