using System.Diagnostics.CodeAnalysis;

namespace Daybreak.OpticalDisc;

/// <summary>A file or directory on a disc. Its content is read only when it is opened or listed.</summary>
public sealed class DiscEntry
{
    private readonly SectorSource source;
    private readonly DiscNode node;
    private readonly int depth;

    internal DiscEntry(SectorSource source, DiscNode node, string path, int depth)
    {
        this.source = source;
        this.node = node;
        this.depth = depth;
        Path = path;
    }

    /// <summary>The name on the disc, without an ISO 9660 version number; empty for the root. It is never <c>.</c> or <c>..</c> and never
    /// contains a slash or a NUL. It may contain other control characters.</summary>
    public string Name => node.Name;

    /// <summary>The path from the root, beginning with a slash.</summary>
    public string Path { get; }

    /// <summary>Whether this is a directory, according to the parent directory.</summary>
    public bool IsDirectory => node.IsDirectory;

    /// <summary>Lists a directory in the order of the disc, without the entries for itself and its parent and without deleted files.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="error">Why the directory cannot be listed. A single damaged entry is an error.</param>
    public bool TryList([NotNullWhen(true)] out IReadOnlyList<DiscEntry>? entries, [NotNullWhen(false)] out DiscError? error)
    {
        source.BeginCall();
        var found = new List<DiscEntry>();
        error = Scan(child =>
        {
            found.Add(child);
            return true;
        });
        entries = error is null ? found : null;
        return error is null;
    }

    /// <summary>Opens a file as a read-only, seekable stream. Checks first that the image contains the whole file.</summary>
    /// <param name="content">The content. Its <see cref="Stream.Length"/> is the size of the file. It is valid as long as the disc's stream.</param>
    /// <param name="error">Why it cannot be read, such as <see cref="DiscErrorReason.LimitExceeded"/> above <see cref="DiscLimits.MaxFileSize"/>.</param>
    public bool TryOpen([NotNullWhen(true)] out Stream? content, [NotNullWhen(false)] out DiscError? error)
    {
        source.BeginCall();
        content = Open().Is(out var bytes, out error) ? new DiscContentStream(bytes) : null;
        return error is null;
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="maxBytes">The maximum size in bytes. <see cref="DiscLimits.MaxFileSize"/> also applies.</param>
    /// <param name="bytes">The content.</param>
    /// <param name="error">Why it cannot be read.</param>
    public bool TryReadAllBytes(long maxBytes, [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out DiscError? error)
    {
        source.BeginCall();
        bytes = null;
        if (!Open().Is(out var content, out error)) return false;
        if (content.Length > Math.Min(maxBytes, Array.MaxLength))
        {
            error = new DiscError(DiscErrorReason.LimitExceeded, null, 0, Path, $"the file has {content.Length} bytes; the limit is {maxBytes}");
            return false;
        }

        bytes = new byte[content.Length];
        content.Read(0, bytes);
        return true;
    }

    /// <summary>The path.</summary>
    public override string ToString() => Path;

    internal Parsed<DiscEntry> Find(string name, DiscNameMatch match)
    {
        DiscEntry? similar = null, equal = null;
        var error = Scan(child =>
        {
            if (child.Name == name) equal = child;
            else if (match == DiscNameMatch.IgnoreCase && name.Equals(child.Name, StringComparison.OrdinalIgnoreCase)) similar ??= child;
            return equal is null;
        });
        if ((equal ?? similar) is { } found) return found;
        return error ?? new DiscError(DiscErrorReason.NotFound, null, 0, "Directory", $"\"{Path}\" has no entry \"{name}\"");
    }

    private Parsed<DiscContent> Open() => IsDirectory
        ? new DiscError(DiscErrorReason.NotAFile, null, 0, Path, "is a directory")
        : node.Open();

    private DiscError? Scan(Func<DiscEntry, bool> visit)
    {
        if (!IsDirectory) return new DiscError(DiscErrorReason.NotADirectory, null, 0, Path, "is not a directory");
        if (depth >= source.Limits.MaxDepth)
            return new DiscError(DiscErrorReason.LimitExceeded, null, 0, Path, $"directories are nested deeper than {source.Limits.MaxDepth}");
        var prefix = depth == 0 ? "/" : Path + "/";
        return node.Scan(child => visit(new DiscEntry(source, child, prefix + child.Name, depth + 1)));
    }
}
