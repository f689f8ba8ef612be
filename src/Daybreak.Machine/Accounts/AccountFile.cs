using System.Text;

namespace Daybreak.Machine.Accounts;

/// <summary>
/// One account file as text: its lines in their order, each byte as it was. What is not understood (comments, lines of NIS, broken
/// ones) stays where it is. Immutable: an edit gives another file.
/// </summary>
public sealed class AccountFile
{
    // Nothing says how these files are encoded: Latin-1 gives every byte back as it was.
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

    /// <summary>Whether the machine has it.</summary>
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

    /// <summary>Reads a file of the machine; an empty one where there is none.</summary>
    /// <exception cref="Files.FileFailure">It cannot be read.</exception>
    public static AccountFile Read(MachineView machine, AccountFileKind kind) => Of(kind, machine.Read(kind.Path));

    /// <summary>A file with this content; null for a file that is missing.</summary>
    public static AccountFile Of(AccountFileKind kind, ReadOnlyMemory<byte>? content)
    {
        if (content is not { Length: > 0 } some) return new AccountFile(kind, content, []);
        string text = Bytes.GetString(some.Span);
        return new AccountFile(kind, content, (text.EndsWith('\n') ? text[..^1] : text).Split('\n'));
    }

    /// <summary>The fields of the first well-formed line with this name; null when there is none.</summary>
    public string[]? Find(string name) => Array.Find(lines, line => IsOf(line, name) && Split(line) is not null) is { } line ? Split(line) : null;

    /// <summary>Whether a line begins with this name and a colon, but is not well-formed.</summary>
    public bool IsBroken(string name) => Array.Exists(lines, line => IsOf(line, name) && Split(line) is null);

    /// <summary>
    /// The file with this entry: in the place of the one with its name, else at the end, but before the lines that hand over to NIS
    /// ("+…", "-…"), as useradd does it.
    /// </summary>
    /// <param name="fields">All fields, the name first; none may have a colon or a line end in it.</param>
    public AccountFile With(params string[] fields)
    {
        if (fields.Length != Kind.FieldCount || Array.Exists(fields, field => field.AsSpan().ContainsAny(':', '\n') || field.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff')))
            throw new ArgumentException($"these are not the fields of a line of {Kind.Path}", nameof(fields));
        string line = string.Join(':', fields);
        int place = Array.FindIndex(lines, other => IsOf(other, fields[0]) && Split(other) is not null);
        if (place >= 0) return lines[place] == line ? this : new AccountFile(Kind, planned, [.. lines[..place], line, .. lines[(place + 1)..]]);
        place = Array.FindIndex(lines, other => other.StartsWith('+') || other.StartsWith('-'));
        if (place < 0) place = lines.Length;
        return new AccountFile(Kind, planned, [.. lines[..place], line, .. lines[place..]]);
    }

    /// <summary>What is to be done for the machine to have this file; null when it has it.</summary>
    public AccountFileEdit? Edit()
    {
        // A last line without its end, in a file that nobody edits, is none of our business.
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
