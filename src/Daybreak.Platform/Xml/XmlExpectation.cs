namespace Daybreak.Platform.Xml;

/// <summary>Says what is expected where a document is not well-formed.</summary>
/// <remarks>The messages of <see cref="System.Xml.XmlReader"/> quote the document, which may hold a password. These say only what kind of markup is at fault.</remarks>
internal static class XmlExpectation
{
    /// <summary>What is expected at an offset.</summary>
    /// <param name="xml">The document in UTF-8.</param>
    /// <param name="offset">Where the fault is.</param>
    /// <param name="isInRoot">Whether the root element is open there.</param>
    /// <param name="hasRoot">Whether there was a root element.</param>
    public static string At(ReadOnlySpan<byte> xml, int offset, bool isInRoot, bool hasRoot)
    {
        int start = xml.StartsWith("\ufeff"u8) ? 3 : 0;
        int end = start;
        while (end < xml.Length && end <= offset)
        {
            start = end;
            end += XmlMarkup.Next(xml[start..]);
        }
        var piece = xml[start..end];
        if (offset >= xml.Length && !isInRoot && !piece.StartsWith("<"u8)) return "an element is expected";
        if (offset >= xml.Length || (piece[0] == '<' && !XmlMarkup.IsComplete(piece))) return "the document ends too early";
        if (!piece.StartsWith("<!"u8) && !piece.StartsWith("<?"u8) && IsInReference(xml[..offset])) return Reference;
        if (piece[0] == '<') return Markup(piece, isInRoot, hasRoot);
        if (!isInRoot) return hasRoot ? "nothing is expected after the root element" : "an element is expected";
        return "a character that is possible in text is expected";
    }

    private const string Reference = "one of &amp; &lt; &gt; &quot; &apos; or the number of a character is expected";

    private static string Markup(ReadOnlySpan<byte> piece, bool isInRoot, bool hasRoot)
    {
        if (piece.StartsWith("<!--"u8)) return "a comment is expected that has no -- in it";
        if (piece.StartsWith("<![CDATA["u8)) return isInRoot ? "a character that is possible in a CDATA section is expected" : "a CDATA section is possible only in an element";
        if (piece.StartsWith("<?"u8)) return "a processing instruction is expected, or at the very beginning the XML declaration";
        if (piece.StartsWith("</"u8)) return isInRoot ? "the end tag of the open element is expected" : "there is no element that could end here";
        if (!isInRoot && hasRoot) return "one root element is expected";
        return "a start tag is expected: its prefixes are declared, its attributes are in quotes and there once";
    }

    private static bool IsInReference(ReadOnlySpan<byte> before)
    {
        int reference = before.LastIndexOf((byte)'&');
        return reference >= 0 && before[reference..].IndexOfAny(";<>"u8) < 0;
    }
}
