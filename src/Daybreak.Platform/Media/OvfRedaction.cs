namespace Daybreak.Platform.Media;

/// <summary>
/// Removes the secrets from ovf-env.xml: passwords become "REDACTED", which cloud-init does not take for a password; custom data and user
/// data become empty. Removes comments and processing instructions too. The rest is unchanged.
/// </summary>
/// <remarks>Works on bytes, because a string with the password could not be wiped.</remarks>
internal static class OvfRedaction
{
    /// <summary>The replacement for a password.</summary>
    public static ReadOnlySpan<byte> Mark => "REDACTED"u8;

    /// <summary>Redacts a document.</summary>
    /// <param name="xml">A well-formed document.</param>
    /// <returns>The copy; empty if the encoding is not a superset of ASCII.</returns>
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
                // Skip white space before the root element.
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
