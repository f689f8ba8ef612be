namespace Daybreak.Machine.Ssh;

/// <summary>The files that sshd reads. Some can be replaced, to evaluate a change before it is made.</summary>
/// <param name="machine">The machine.</param>
public sealed class SshdFiles(MachineView machine)
{
    private readonly Dictionary<string, string?> supposed = new(StringComparer.Ordinal);

    /// <summary>Replaces the text of a file; null for no file.</summary>
    public SshdFiles Replace(string path, string? text)
    {
        supposed[path] = text;
        return this;
    }

    /// <summary>The text of a file, one character per byte; null if there is none.</summary>
    internal string? Read(string path)
    {
        if (supposed.TryGetValue(path, out string? text)) return text;
        return machine.Read(path) is { } content ? Encoding.Latin1.GetString(content.Span) : null;
    }

    /// <summary>The paths that match a glob, sorted by byte, as glob(3) does in the C locale, which sshd uses.</summary>
    internal IReadOnlyList<string> Glob(string pattern)
    {
        List<string> paths = [""];
        string[] components = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < components.Length; i++)
        {
            bool last = i == components.Length - 1;
            var next = new List<string>();
            foreach (string path in paths)
            {
                if (!SshdPattern.IsPattern(components[i]))
                {
                    if (Exists($"{path}/{components[i]}")) next.Add($"{path}/{components[i]}");
                    continue;
                }
                foreach (string name in List(path.Length == 0 ? "/" : path))
                    if (SshdPattern.MatchName(name, components[i]) && (last || Exists($"{path}/{name}/"))) next.Add($"{path}/{name}");
            }
            paths = next;
        }
        return paths;
    }

    private bool Exists(string path)
    {
        if (supposed.TryGetValue(path, out string? text)) return text is not null;
        foreach (var (file, there) in supposed)
            if (there is not null && file.StartsWith(path + "/", StringComparison.Ordinal)) return true;
        return machine.Entry(path) is not null;
    }

    private SortedSet<string> List(string directory)
    {
        string prefix = directory.TrimEnd('/') + "/";
        var names = new SortedSet<string>(IsDirectory(directory) ? machine.List(directory) : [], StringComparer.Ordinal);
        foreach (var (path, text) in supposed)
        {
            if (!path.StartsWith(prefix, StringComparison.Ordinal) || path.AsSpan(prefix.Length).Contains('/')) continue;
            _ = text is null ? names.Remove(path[prefix.Length..]) : names.Add(path[prefix.Length..]);
        }
        return names;
    }

    private bool IsDirectory(string path) => machine.Entry(path) is not { Kind: Files.FileKind.File or Files.FileKind.Other };
}
