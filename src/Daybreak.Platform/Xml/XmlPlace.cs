namespace Daybreak.Platform.Xml;

/// <summary>Converts between offsets and the lines and columns of messages.</summary>
/// <remarks>Each call reads the document from its beginning, so this is only for failures.</remarks>
internal static class XmlPlace
{
    /// <summary>The line and the column of an offset; both from 1.</summary>
    /// <param name="xml">The document in UTF-8.</param>
    /// <param name="offset">The offset in bytes.</param>
    public static (int Line, int Column) Of(ReadOnlySpan<byte> xml, int offset)
    {
        int line = 1, column = 1;
        for (int i = Start(xml); i < offset; i++)
        {
            if (EndsLine(xml, i)) (line, column) = (line + 1, 1);
            else if (!ContinuesCharacter(xml[i])) column++;
        }
        return (line, column);
    }

    /// <summary>The offset of a line and a column, or the end of the document.</summary>
    /// <param name="xml">The document in UTF-8.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column in UTF-16 code units, from 1, as <see cref="System.Xml.XmlReader"/> counts them.</param>
    public static int OffsetOf(ReadOnlySpan<byte> xml, int line, int column)
    {
        int i = Start(xml);
        for (; i < xml.Length && line > 1; i++)
            if (EndsLine(xml, i)) line--;
        for (column--; i < xml.Length && column > 0; i++)
            column -= xml[i] >= 0xf0 ? 2 : ContinuesCharacter(xml[i]) ? 0 : 1;
        while (i < xml.Length && ContinuesCharacter(xml[i])) i++;
        return i;
    }

    // A byte order mark has no column.
    private static int Start(ReadOnlySpan<byte> xml) => xml.StartsWith("\ufeff"u8) ? 3 : 0;

    private static bool ContinuesCharacter(byte value) => (value & 0xc0) == 0x80;

    // CR, LF and CR LF end one line each.
    private static bool EndsLine(ReadOnlySpan<byte> xml, int i) => xml[i] == '\n' || (xml[i] == '\r' && (i + 1 == xml.Length || xml[i + 1] != '\n'));
}
