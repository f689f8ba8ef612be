namespace Daybreak.CustomData.Unpack;

/// <summary>One part of custom data, unpacked.</summary>
/// <param name="Number">From 1, in the order of the data.</param>
/// <param name="Kind">The kind of its content.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="FileName">The file name of the MIME part; null for none.</param>
/// <param name="ContentType">The type of the MIME part; null for none.</param>
public sealed record Part(int Number, ContentKind Kind, byte[] Content, string? FileName, string? ContentType)
{
    /// <summary>The name of a handler for it: from the kind, or else from the MIME type.</summary>
    public string HandlerName => Kind != ContentKind.Other || ContentType is null ? Recognition.Name(Kind) : Safe(ContentType);

    /// <summary>"part 2 (x-shellscript setup.sh)".</summary>
    public string Title => $"part {Number} ({HandlerName}{(FileName is { Length: > 0 } ? $" {FileName}" : "")})";

    private static string Safe(string type)
    {
        var characters = type.ToLowerInvariant().Take(100);
        string name = string.Concat(characters.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' ? c : '-'));
        return name.Length > 0 ? name : "unknown";
    }
}

/// <summary>An error or a note about custom data, with its place.</summary>
/// <param name="Severity">Its severity.</param>
/// <param name="Part">The part's number; 0 for the data as a whole.</param>
/// <param name="Line">From 1 within the part; 0 for no line.</param>
/// <param name="Column">From 1; 0 for none.</param>
/// <param name="Sentence">The message.</param>
public sealed record Finding(FindingSeverity Severity, int Part, int Line, int Column, string Sentence)
{
    /// <summary>"part 2, line 3, column 5: …".</summary>
    public override string ToString()
    {
        string part = Part > 0 ? $"part {Part}" : "", line = Line > 0 ? $"line {Line}, column {Column}" : "";
        string place = part.Length > 0 && line.Length > 0 ? $"{part}, {line}" : part + line;
        return place.Length > 0 ? $"{place}: {Sentence}" : Sentence;
    }
}

/// <summary>The severity of a finding.</summary>
public enum FindingSeverity
{
    /// <summary>It is done, but differently than in cloud-init.</summary>
    Note,

    /// <summary>It is valid, but not supported.</summary>
    NotDone,

    /// <summary>It is invalid and ignored.</summary>
    Error,
}
