namespace Daybreak.Platform.Xml;

/// <summary>Splits a document into pieces: a tag, a comment, a CDATA section, a processing instruction, or the text between two of these.</summary>
/// <remarks>If the document is not well-formed, a piece may end too late.</remarks>
internal static class XmlMarkup
{
    /// <summary>The length of the first piece.</summary>
    /// <param name="xml">The rest of the document in UTF-8; not empty.</param>
    public static int Next(ReadOnlySpan<byte> xml)
    {
        if (xml[0] != '<') return xml.IndexOf((byte)'<') is >= 0 and var text ? text : xml.Length;
        if (xml.StartsWith("<!--"u8)) return After(xml, 4, "-->"u8);
        if (xml.StartsWith("<![CDATA["u8)) return After(xml, 9, "]]>"u8);
        if (xml.StartsWith("<?"u8)) return After(xml, 2, "?>"u8);
        byte quote = 0;
        for (int i = 1; i < xml.Length; i++)
        {
            if (quote != 0) quote = xml[i] == quote ? (byte)0 : quote;
            else if (xml[i] is (byte)'"' or (byte)'\'') quote = xml[i];
            else if (xml[i] == '>') return i + 1;
        }
        return xml.Length;
    }

    /// <summary>Whether a piece of markup is complete.</summary>
    public static bool IsComplete(ReadOnlySpan<byte> markup)
    {
        if (markup.StartsWith("<!--"u8)) return markup.Length >= 7 && markup.EndsWith("-->"u8);
        if (markup.StartsWith("<![CDATA["u8)) return markup.EndsWith("]]>"u8);
        return markup.StartsWith("<?"u8) ? markup.Length >= 4 && markup.EndsWith("?>"u8) : markup.EndsWith(">"u8);
    }

    /// <summary>The number of quoted values in a tag.</summary>
    public static int ValuesIn(ReadOnlySpan<byte> tag)
    {
        int count = 0;
        for (int start = tag.IndexOfAny((byte)'"', (byte)'\''); start >= 0; start = tag.IndexOfAny((byte)'"', (byte)'\''))
        {
            count++;
            int length = tag[(start + 1)..].IndexOf(tag[start]);
            if (length < 0) break;
            tag = tag[(start + length + 2)..];
        }
        return count;
    }

    private static int After(ReadOnlySpan<byte> xml, int start, ReadOnlySpan<byte> end) =>
        xml[start..].IndexOf(end) is >= 0 and var at ? start + at + end.Length : xml.Length;
}
