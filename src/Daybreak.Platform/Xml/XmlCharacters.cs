namespace Daybreak.Platform.Xml;

/// <summary>Which characters XML 1.0 (fifth edition) allows, and where.</summary>
internal static class XmlCharacters
{
    /// <summary>Section 2.2, Char. Takes a code point.</summary>
    public static bool IsAllowed(int character) =>
        character is (>= ' ' and < 0xd800) or (>= 0xe000 and <= 0xfffd) or (>= 0x10000 and <= 0x10ffff) or '\t' or '\n' or '\r';

    /// <summary>Section 2.3, S.</summary>
    public static bool IsSpace(int character) => character is ' ' or '\t' or '\n' or '\r';

    /// <summary>Section 2.3, NameStartChar without the colon, which parts prefix and name.</summary>
    public static bool StartsName(int character) =>
        character is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '_'
            or (>= 0xc0 and <= 0x2ff and not (0xd7 or 0xf7)) or (>= 0x370 and <= 0x1fff and not 0x37e) or 0x200c or 0x200d
            or (>= 0x2070 and <= 0x218f) or (>= 0x2c00 and <= 0x2fef) or (>= 0x3001 and <= 0xd7ff)
            or (>= 0xf900 and <= 0xfdcf) or (>= 0xfdf0 and <= 0xfffd) or (>= 0x10000 and <= 0xeffff);

    /// <summary>Section 2.3, NameChar without the colon.</summary>
    public static bool IsInName(int character) =>
        StartsName(character) || character is (>= '0' and <= '9') or '-' or '.' or 0xb7 or (>= 0x300 and <= 0x36f) or 0x203f or 0x2040;
}
