using System.Text;

namespace Daybreak.Platform.Xml;

/// <summary>The XML declaration: <c>&lt;?xml version="1.0" encoding="utf-8" standalone="yes"?&gt;</c>, the last two of which may be missing.</summary>
internal static class XmlDeclaration
{
    /// <summary>Takes the declaration, which is next.</summary>
    /// <exception cref="XmlFault">It is not as it should be, or names another encoding than the document's.</exception>
    public static void Take(XmlInput input)
    {
        input.Take("<?xml"u8, "an XML declaration");
        if (!Says(input, "version"u8, out int at).SequenceEqual("1.0"u8)) throw input.Malformed(input.At, "version=\"1.0\" is expected");
        var encoding = Says(input, "encoding"u8, out at);
        if (at > 0 && !Ascii.EqualsIgnoreCase(encoding, input.IsUtf16 ? "utf-16"u8 : "utf-8"u8))
            throw input.Malformed(at, "encoding=\"utf-8\" is expected, or utf-16 in a document that begins with its byte order mark");
        var standalone = Says(input, "standalone"u8, out at);
        if (at > 0 && !standalone.SequenceEqual("yes"u8) && !standalone.SequenceEqual("no"u8)) throw input.Malformed(at, "standalone=\"yes\" or \"no\" is expected");
        input.TakesSpace();
        input.Take("?>"u8, "?>");
    }

    // The value, and where it begins; 0 when that is not what comes next.
    private static ReadOnlySpan<byte> Says(XmlInput input, ReadOnlySpan<byte> name, out int at)
    {
        int before = input.At;
        at = 0;
        if (!input.TakesSpace() || !input.Takes(name))
        {
            input.At = before;
            return default;
        }
        input.TakesSpace();
        input.Take("="u8, "=");
        input.TakesSpace();
        at = input.TakeQuoted();
        return input[at, input.At - 1];
    }
}
