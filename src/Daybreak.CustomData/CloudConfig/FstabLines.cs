namespace Daybreak.CustomData.CloudConfig;

/// <summary>Lines of fstab(5).</summary>
internal static class FstabLines
{
    private const string Path = "/etc/fstab";

    /// <summary>The change that adds a line; null when a line has its mount point (for swap: its device) already.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="fields">Six fields, not escaped.</param>
    public static WriteFile? Add(MachineView machine, IReadOnlyList<string> fields)
    {
        // The encoding is unknown: Latin-1 keeps every byte.
        string text = machine.Read(Path) is { } content ? Encoding.Latin1.GetString(content.Span) : "";
        string[] wanted = [.. fields.Select(field => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Escape(field))))];
        bool isSwap = wanted[2] == "swap";
        foreach (string line in text.Split('\n'))
        {
            string[] present = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (present.Length < 2 || present[0][0] == '#') continue;
            if (isSwap ? present[0] == wanted[0] : present[1] == wanted[1]) return null;
        }
        var mode = machine.Entry(Path) is { Kind: FileKind.File } entry ? entry.Mode : Permissions.WorldReadable;
        byte[] lines = Encoding.Latin1.GetBytes(Append(text, string.Join('\t', wanted)));
        string sentence = $"{fields[0]} in {Path}, for {(isSwap ? "swap" : fields[1])}";
        return new WriteFile(Path, lines, mode, Owner.System, LinkPolicy.SystemLinks, sentence);
    }

    /// <summary>A text with one more line.</summary>
    public static string Append(string text, string line) => $"{text}{(text.Length == 0 || text.EndsWith('\n') ? "" : "\n")}{line}\n";

    // fstab(5): separators are written as \040 and so on.
    private static string Escape(string field) =>
        field.Replace("\\", "\\134", StringComparison.Ordinal).Replace(" ", "\\040", StringComparison.Ordinal).Replace("\t", "\\011", StringComparison.Ordinal).Replace("#", "\\043", StringComparison.Ordinal);
}
