using System.Text;

namespace Daybreak.Platform.Xml;

/// <summary>Makes the value out of what stands between markup: line ends (XML 1.0, 2.11), references (4.1), white space of attributes (3.3.3).</summary>
internal static class XmlCharacterData
{
    /// <summary>Decodes a part of the document.</summary>
    /// <param name="input">The document.</param>
    /// <param name="from">Where the part begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="resolves">Whether an ampersand begins a reference.</param>
    /// <param name="isAttribute">Whether white space becomes spaces.</param>
    /// <param name="into">Takes the value.</param>
    public static void Decode(XmlInput input, int from, int to, bool resolves, bool isAttribute, ErasableBytes into)
    {
        var text = input[from, to];
        for (int i = 0; i < text.Length; i++)
        {
            byte character = text[i];
            if (character == '\r' && i + 1 < text.Length && text[i + 1] == '\n') continue;
            if (character == '&' && resolves) i = Resolve(input, from, text, i, into);
            else if (character is (byte)'\t' or (byte)'\n' or (byte)'\r' && isAttribute) into.Append((byte)' ');
            else into.Append(character == '\r' ? (byte)'\n' : character);
        }
    }

    private static int Resolve(XmlInput input, int from, ReadOnlySpan<byte> text, int ampersand, ErasableBytes into)
    {
        int length = text[ampersand..].IndexOf((byte)';');
        if (length < 0) throw input.Malformed(from + ampersand, "a reference that ends with ; is expected after &");
        var name = text.Slice(ampersand + 1, length - 1);
        if (name.SequenceEqual("amp"u8)) into.Append((byte)'&');
        else if (name.SequenceEqual("lt"u8)) into.Append((byte)'<');
        else if (name.SequenceEqual("gt"u8)) into.Append((byte)'>');
        else if (name.SequenceEqual("quot"u8)) into.Append((byte)'"');
        else if (name.SequenceEqual("apos"u8)) into.Append((byte)'\'');
        else if (!name.StartsWith("#"u8)) throw input.Malformed(from + ampersand, "one of &amp; &lt; &gt; &quot; &apos; or a character's number is expected");
        else if (CodePoint(name[1..]) is { } code && XmlCharacters.IsAllowed(code)) AppendCharacter(new Rune(code), into);
        else throw input.Malformed(from + ampersand, "the number of a character that XML allows is expected");
        return ampersand + length;
    }

    private static int? CodePoint(ReadOnlySpan<byte> digits)
    {
        int radix = digits.StartsWith("x"u8) ? 16 : 10;
        if (radix == 16) digits = digits[1..];
        int code = 0;
        foreach (byte digit in digits)
        {
            int value = digit switch
            {
                >= (byte)'0' and <= (byte)'9' => digit - '0',
                >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
                _ => radix,
            };
            code = (code * radix) + value;
            if (value >= radix || code > 0x10ffff) return null;
        }
        return digits.IsEmpty ? null : code;
    }

    private static void AppendCharacter(Rune character, ErasableBytes into)
    {
        Span<byte> utf8 = stackalloc byte[4];
        into.Append(utf8[..character.EncodeToUtf8(utf8)]);
        utf8.Clear();
    }
}
