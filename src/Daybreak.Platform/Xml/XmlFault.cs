using System.Globalization;

namespace Daybreak.Platform.Xml;

/// <summary>A document is not well-formed, or has what is refused. No part of the document is in the message: it may be a password.</summary>
/// <param name="line">The line, from 1.</param>
/// <param name="column">The column in characters, from 1.</param>
/// <param name="sentence">What was expected there, or what is refused.</param>
/// <param name="summary">The same without particulars.</param>
internal sealed class XmlFault(int line, int column, string sentence, string summary) : Exception(sentence)
{
    /// <summary>The line, from 1.</summary>
    public int Line => line;

    /// <summary>"line 3, column 14".</summary>
    public string Place { get; } = string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}");

    /// <summary>The sentence without particulars, for what has to be short.</summary>
    public string Summary => summary;
}
