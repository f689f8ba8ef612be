namespace Daybreak.Platform.Media;

/// <summary>
/// Takes the secrets out of ovf-env.xml, for a copy that may be kept: passwords become "REDACTED", which cloud-init knows for none, custom
/// data and user data become empty. Comments and processing instructions are left out. The rest stays byte for byte.
/// </summary>
/// <remarks>Works on bytes: a text of the whole document would be one more copy of the password that cannot be wiped.</remarks>
internal static class OvfRedaction
{
    /// <summary>What stands in a password's place.</summary>
    public static ReadOnlySpan<byte> Mark => "REDACTED"u8;

    /// <summary>Redacts a document that is known to be well-formed.</summary>
    /// <param name="xml">The document.</param>
    /// <returns>The copy; nothing where the document is not in an encoding that ASCII is a part of.</returns>
    public static ReadOnlyMemory<byte> Redact(ReadOnlySpan<byte> xml)
    {
        if (xml.StartsWith("\ufeff"u8)) xml = xml[3..];
        xml = xml.Trim(" \t\r\n\0"u8);
        // UTF-16 has a NUL in every tag.
        if (!xml.StartsWith("<"u8) || xml.Contains((byte)0)) return default;
        using var copy = new MemoryStream(xml.Length);
        int hidden = 0;
        while (!xml.IsEmpty)
        {
            int length = XmlMarkup.Next(xml);
            var piece = xml[..length];
            xml = xml[length..];
            if (piece[0] != '<' || piece.StartsWith("<![CDATA["u8))
            {
                // Before the root element there is nothing but white space.
                if (hidden == 0 && copy.Length > 0) copy.Write(piece);
            }
            else if (piece[1] is (byte)'!' or (byte)'?')
            {
                continue;
            }
            else if (piece[1] == '/')
            {
                if (hidden > 0) hidden--;
                if (hidden == 0) copy.Write(piece);
            }
            else
            {
                bool isOpen = piece[^2] != '/';
                if (hidden == 0) copy.Write(piece);
                if (hidden > 0)
                {
                    if (isOpen) hidden++;
                }
                else if (isOpen && Replacement(LocalName(piece), out var replacement))
                {
                    copy.Write(replacement);
                    hidden = 1;
                }
            }
        }
        return copy.ToArray();
    }

    private static ReadOnlySpan<byte> LocalName(ReadOnlySpan<byte> tag)
    {
        var name = tag[1..^1];
        int end = name.IndexOfAny(" \t\r\n/"u8);
        if (end >= 0) name = name[..end];
        return name[(name.IndexOf((byte)':') + 1)..];
    }

    private static bool Replacement(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> replacement)
    {
        bool isPassword = name.EndsWith("Password"u8);
        replacement = isPassword ? Mark : default;
        return isPassword || name.SequenceEqual("CustomData"u8) || name.SequenceEqual("UserData"u8) || name.SequenceEqual("dscfg"u8);
    }
}
