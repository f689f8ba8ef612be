using System.Diagnostics.CodeAnalysis;
using Daybreak.OpticalDisc.Reading;

namespace Daybreak.OpticalDisc;

/// <summary>A file or directory on a disc. What it refers to is read when it is opened or listed, not before.</summary>
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

    /// <summary>The name as the disc has it, without an ISO 9660 version number; empty for the root. Never <c>.</c>, <c>..</c>, or a
    /// name with a slash or a zero in it; other control characters are possible.</summary>
    public string Name => node.Name;

    /// <summary>The path from the root, beginning with a slash.</summary>
    public string Path { get; }

    /// <summary>Whether the parent directory says that this is a directory.</summary>
    public bool IsDirectory => node.IsDirectory;

    /// <summary>Lists a directory in the order of the disc: without the entry itself, its parent, and deleted files.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="error">Why there are none: one damaged entry is enough.</param>
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

    /// <summary>Opens a file as a read-only, seekable stream, after checking that the image holds all of it.</summary>
    /// <param name="content">The content; its <see cref="Stream.Length"/> is the file's. Valid as long as the disc's own stream.</param>
    /// <param name="error">Why it cannot be read; <see cref="DiscErrorReason.LimitExceeded"/> above <see cref="DiscLimits.MaxFileSize"/>.</param>
    public bool TryOpen([NotNullWhen(true)] out Stream? content, [NotNullWhen(false)] out DiscError? error)
    {
        source.BeginCall();
        content = Open().Is(out var bytes, out error) ? new DiscContentStream(bytes) : null;
        return error is null;
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="maxBytes">Bytes of the longest file that is wanted; <see cref="DiscLimits.MaxFileSize"/> holds as well.</param>
    /// <param name="bytes">The content.</param>
    /// <param name="error">Why it cannot be read.</param>
    public bool TryReadAllBytes(long maxBytes, [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out DiscError? error)
    {
        source.BeginCall();
        bytes = null;
        if (!Open().Is(out var content, out error)) return false;
        if (content.Length > Math.Min(maxBytes, Array.MaxLength))
        {
            error = new DiscError(DiscErrorReason.LimitExceeded, null, 0, Path, $"the file has {content.Length} bytes, at most {maxBytes} are wanted");
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
        ? new DiscError(DiscErrorReason.NotAFile, null, 0, Path, "it is a directory")
        : node.Open();

    private DiscError? Scan(Func<DiscEntry, bool> visit)
    {
        if (!IsDirectory) return new DiscError(DiscErrorReason.NotADirectory, null, 0, Path, "it is not a directory");
        if (depth >= source.Limits.MaxDepth)
            return new DiscError(DiscErrorReason.LimitExceeded, null, 0, Path, $"directories are nested deeper than {source.Limits.MaxDepth}");
        var prefix = depth == 0 ? "/" : Path + "/";
        return node.Scan(child => visit(new DiscEntry(source, child, prefix + child.Name, depth + 1)));
    }
}
