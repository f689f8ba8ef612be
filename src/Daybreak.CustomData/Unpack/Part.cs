namespace Daybreak.CustomData.Unpack;

/// <summary>One part of custom data, unpacked.</summary>
/// <param name="number">From 1, in the order of the data.</param>
/// <param name="kind">What it is.</param>
/// <param name="content">Its bytes.</param>
/// <param name="fileName">As the MIME part names it; null for none.</param>
/// <param name="contentType">The MIME type that the part was given; null for none.</param>
public sealed class Part(int number, ContentKind kind, byte[] content, string? fileName, string? contentType)
{
    /// <summary>From 1, in the order of the data.</summary>
    public int Number => number;

    /// <summary>What it is.</summary>
    public ContentKind Kind => kind;

    /// <summary>Its bytes.</summary>
    public byte[] Content => content;

    /// <summary>As the MIME part names it; null for none.</summary>
    public string? FileName => fileName;

    /// <summary>The name of a handler for it: from what it is, or else from its MIME type.</summary>
    public string HandlerName => kind != ContentKind.Other || contentType is null ? Recognition.Name(kind) : Safe(contentType);

    /// <summary>"part 2 (x-shellscript setup.sh)".</summary>
    public string Title => $"part {number} ({HandlerName}{(fileName is { Length: > 0 } ? $" {fileName}" : "")})";

    private static string Safe(string type)
    {
        var name = type.ToLowerInvariant().ToCharArray();
        for (int i = 0; i < name.Length; i++)
            if (!char.IsAsciiLetterOrDigit(name[i]) && name[i] is not ('.' or '+')) name[i] = '-';
        return name.Length > 0 ? new string(name, 0, Math.Min(name.Length, 100)) : "unknown";
    }
}

/// <summary>Something to be said of custom data, with its place.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Part">The part's number; 0 for the data as a whole.</param>
/// <param name="Line">From 1 within the part; 0 for no line.</param>
/// <param name="Column">From 1; 0 for none.</param>
/// <param name="Sentence">What.</param>
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

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>It is done differently than one may expect.</summary>
    Note,

    /// <summary>It is right, and not done by this agent.</summary>
    NotDone,

    /// <summary>It is wrong, and not done.</summary>
    Error,
}
