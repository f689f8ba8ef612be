namespace Daybreak.Platform.Xml;

/// <summary>A document is not well-formed or exceeds a limit. The message does not quote the document, which may contain a password.</summary>
internal sealed class XmlFault : Exception
{
    private XmlFault(int line, int column, string sentence, string summary)
        : base(sentence)
    {
        Place = string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}");
        Summary = summary;
    }

    /// <summary>"line 3, column 14", both from 1.</summary>
    public string Place { get; }

    /// <summary>A short message.</summary>
    public string Summary { get; }

    /// <summary>The document is not XML.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column in characters, from 1.</param>
    /// <param name="expected">The expectation.</param>
    public static XmlFault Malformed(int line, int column, string expected) =>
        new(line, column, $"invalid XML: {expected}", "invalid or incomplete XML");

    /// <summary>The document exceeds a limit or has a document type definition.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column in characters, from 1.</param>
    /// <param name="refused">The reason.</param>
    public static XmlFault Refused(int line, int column, string refused) => new(line, column, refused, refused);
}
