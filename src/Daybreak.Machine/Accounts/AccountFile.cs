namespace Daybreak.Machine.Accounts;

/// <summary>
/// One account file as text. Lines keep their order and bytes; lines that are not well-formed (comments, NIS entries, errors) are
/// kept unchanged. Immutable: an edit returns a new file.
/// </summary>
public sealed class AccountFile
{
    // The files have no declared encoding. Latin-1 preserves every byte.
    private static readonly Encoding Bytes = Encoding.Latin1;
    private readonly string[] lines;
    private readonly ReadOnlyMemory<byte>? planned;

    private AccountFile(AccountFileKind kind, ReadOnlyMemory<byte>? planned, string[] lines)
    {
        Kind = kind;
        this.planned = planned;
        this.lines = lines;
    }

    /// <summary>Which file it is.</summary>
    public AccountFileKind Kind { get; }

    /// <summary>Whether the file exists.</summary>
    public bool Exists => planned is not null;

    /// <summary>The well-formed lines, each as its fields.</summary>
    public IEnumerable<string[]> Entries
    {
        get
        {
            foreach (string line in lines)
                if (Split(line) is { } fields) yield return fields;
        }
    }

    /// <summary>Reads the file; empty if it does not exist.</summary>
    /// <exception cref="Files.FileFailure">It cannot be read.</exception>
    public static AccountFile Read(MachineView machine, AccountFileKind kind) => Of(kind, machine.Read(kind.Path));

    /// <summary>A file with this content; null for a file that is missing.</summary>
    public static AccountFile Of(AccountFileKind kind, ReadOnlyMemory<byte>? content)
    {
        if (content is not { Length: > 0 } some) return new AccountFile(kind, content, []);
        string text = Bytes.GetString(some.Span);
        return new AccountFile(kind, content, (text.EndsWith('\n') ? text[..^1] : text).Split('\n'));
    }

    /// <summary>The fields of the first well-formed line with this name; null if there is none.</summary>
    public string[]? Find(string name) => Array.Find(lines, line => IsOf(line, name) && Split(line) is not null) is { } line ? Split(line) : null;

    /// <summary>Whether a line begins with this name and a colon but is not well-formed.</summary>
    public bool IsBroken(string name) => Array.Exists(lines, line => IsOf(line, name) && Split(line) is null);

    /// <summary>
    /// The file with this entry. It replaces the entry with the same name; otherwise it is added at the end, before the NIS lines
    /// ("+…", "-…"), as useradd does.
    /// </summary>
    /// <param name="fields">All fields, the name first. None may contain a colon or a line end.</param>
    public AccountFile With(params string[] fields)
    {
        if (fields.Length != Kind.FieldCount || Array.Exists(fields, field => field.AsSpan().ContainsAny(':', '\n') || field.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff')))
            throw new ArgumentException($"these are not the fields of a line of {Kind.Path}", nameof(fields));
        string line = string.Join(':', fields);
        int index = Array.FindIndex(lines, other => IsOf(other, fields[0]) && Split(other) is not null);
        if (index >= 0) return lines[index] == line ? this : new AccountFile(Kind, planned, [.. lines[..index], line, .. lines[(index + 1)..]]);
        index = Array.FindIndex(lines, other => other.StartsWith('+') || other.StartsWith('-'));
        if (index < 0) index = lines.Length;
        return new AccountFile(Kind, planned, [.. lines[..index], line, .. lines[index..]]);
    }

    /// <summary>The edit that writes this file; null if the machine has it already.</summary>
    public AccountFileEdit? Edit()
    {
        // A missing line end alone is no reason to write the file.
        if (planned is { } before && lines.AsSpan().SequenceEqual(Of(Kind, before).lines)) return null;
        if (planned is null && lines.Length == 0) return null;
        return new AccountFileEdit(Kind, planned, Bytes.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
    }

    private static bool IsOf(string line, string name) =>
        line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.Ordinal);

    private string[]? Split(string line)
    {
        if (line.Length == 0 || line[0] is '#' or '+' or '-') return null;
        string[] fields = line.Split(':');
        return fields.Length == Kind.FieldCount && fields[0].Length > 0 ? fields : null;
    }
}
