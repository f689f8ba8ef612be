namespace Daybreak.Platform.Xml;

/// <summary>Describes what is expected at a place where a document is not well-formed.</summary>
/// <remarks>The messages of <see cref="System.Xml.XmlReader"/> quote the document, which may contain a password.</remarks>
internal static class XmlExpectation
{
    /// <summary>The expectation at an offset.</summary>
    /// <param name="xml">The document in UTF-8.</param>
    /// <param name="offset">The place of the fault.</param>
    /// <param name="isInRoot">Whether the root element is open there.</param>
    /// <param name="hasRoot">Whether a root element has begun before.</param>
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
        if (offset >= xml.Length && !isInRoot && !piece.StartsWith("<"u8)) return "expected an element";
        if (offset >= xml.Length || (piece[0] == '<' && !XmlMarkup.IsComplete(piece))) return "unexpected end of the document";
        if (!piece.StartsWith("<!"u8) && !piece.StartsWith("<?"u8) && IsInReference(xml[..offset])) return Reference;
        if (piece[0] == '<') return Markup(piece, isInRoot, hasRoot);
        if (!isInRoot) return hasRoot ? "expected nothing after the root element" : "expected an element";
        return "invalid character in text";
    }

    private const string Reference = "expected one of &amp; &lt; &gt; &quot; &apos; or a character number";

    private static string Markup(ReadOnlySpan<byte> piece, bool isInRoot, bool hasRoot)
    {
        if (piece.StartsWith("<!--"u8)) return "expected a comment without --";
        if (piece.StartsWith("<![CDATA["u8)) return isInRoot ? "invalid character in a CDATA section" : "unexpected CDATA section outside the root element";
        if (piece.StartsWith("<?"u8)) return "expected a processing instruction, or the XML declaration at the beginning";
        if (piece.StartsWith("</"u8)) return isInRoot ? "expected the end tag of the open element" : "unexpected end tag";
        if (!isInRoot && hasRoot) return "expected only one root element";
        return "expected a start tag with declared prefixes and distinct, quoted attributes";
    }

    private static bool IsInReference(ReadOnlySpan<byte> before)
    {
        int reference = before.LastIndexOf((byte)'&');
        return reference >= 0 && before[reference..].IndexOfAny(";<>"u8) < 0;
    }
}
