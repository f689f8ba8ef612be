namespace Daybreak.Platform.Xml;

/// <summary>A document is not well-formed, or has what is refused. No part of the document is in the message: it may be a password.</summary>
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

    /// <summary>The sentence without particulars, for what has to be short.</summary>
    public string Summary { get; }

    /// <summary>The document is not XML.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column in characters, from 1.</param>
    /// <param name="expected">What was expected there.</param>
    public static XmlFault Malformed(int line, int column, string expected) =>
        new(line, column, $"it is not well-formed XML: {expected}", "it is not well-formed XML, or is cut off there");

    /// <summary>The document may be XML, but has what is refused.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column in characters, from 1.</param>
    /// <param name="refused">What is refused.</param>
    public static XmlFault Refused(int line, int column, string refused) => new(line, column, refused, refused);
}
