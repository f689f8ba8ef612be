using System.Text;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;

namespace Daybreak.Machine;

/// <summary>
/// The machine as a step sees it: read-only, with the changes that are already planned laid over it, so that a later step sees
/// what an earlier one will have done.
/// </summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="kernel">The running kernel, or <see cref="NoKernel"/>.</param>
public sealed class MachineView(RootDirectory root, IKernel kernel)
{
    private readonly Dictionary<string, Planned> overlay = new(StringComparer.Ordinal);
    private string? plannedHostName;

    private sealed record Planned(FileEntry? Entry, ReadOnlyMemory<byte> Content, string? Target);

    /// <summary>Whether a kernel runs on this root.</summary>
    public bool IsRunning => kernel.IsRunning;

    /// <summary>The kernel's host name; null when nothing runs.</summary>
    public string? KernelHostName => kernel.IsRunning ? plannedHostName ?? kernel.HostName : null;

    /// <summary>What is at a path, a last link not followed; null when there is nothing.</summary>
    public FileEntry? Entry(string path) =>
        overlay.TryGetValue(root.Canonical(path, followLast: false), out var planned) ? planned.Entry : root.Entry(path);

    /// <summary>A file's content; null when there is no such file.</summary>
    /// <exception cref="FileFailure">It cannot be read.</exception>
    public ReadOnlyMemory<byte>? Read(string path)
    {
        if (overlay.TryGetValue(root.Canonical(path), out var planned))
            return planned.Entry is { Kind: FileKind.File } ? planned.Content : null;
        return root.Read(path) is { } content ? content : (ReadOnlyMemory<byte>?)null;
    }

    /// <summary>A file's content as UTF-8 text; null when there is no such file.</summary>
    public string? ReadText(string path) => Read(path) is { } content ? Encoding.UTF8.GetString(content.Span) : null;

    /// <summary>A link's target; null when there is no link.</summary>
    public string? ReadLink(string path) =>
        overlay.TryGetValue(root.Canonical(path, followLast: false), out var planned) ? planned.Target : root.ReadLink(path);

    /// <summary>The names in a directory, sorted by byte; empty when it does not exist.</summary>
    public IReadOnlyList<string> List(string path)
    {
        var names = new SortedSet<string>(root.List(path), StringComparer.Ordinal);
        string prefix = root.Canonical(path).TrimEnd('/') + "/";
        foreach (var (planned, entry) in overlay)
        {
            if (!planned.StartsWith(prefix, StringComparison.Ordinal) || planned.AsSpan(prefix.Length).Contains('/')) continue;
            _ = entry.Entry is null ? names.Remove(planned[prefix.Length..]) : names.Add(planned[prefix.Length..]);
        }
        return [.. names];
    }

    /// <summary>Lays a change over the machine, as if it had been applied.</summary>
    public void Foresee(Change change)
    {
        switch (change)
        {
            case WriteFile write:
                overlay[root.Canonical(write.Path)] =
                    new Planned(new FileEntry(FileKind.File, write.Mode, write.Owner.User, write.Owner.Group, write.Content.Length), write.Content, null);
                break;
            case MakeDirectory make:
                overlay[root.Canonical(make.Path)] =
                    new Planned(new FileEntry(FileKind.Directory, make.Mode, make.Owner.User, make.Owner.Group, 0), default, null);
                break;
            case MakeLink link:
                overlay[root.Canonical(link.Path, followLast: false)] =
                    new Planned(new FileEntry(FileKind.Link, new Permissions(0x1ff), Owner.System.User, Owner.System.Group, link.Target.Length), default, link.Target);
                break;
            case RemoveFile remove:
                overlay[root.Canonical(remove.Path, followLast: false)] = new Planned(null, default, null);
                break;
            case SetKernelHostName set:
                plannedHostName = set.HostName;
                break;
        }
    }
}
