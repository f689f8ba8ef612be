namespace Daybreak.Platform.Xml;

/// <summary>
/// Reads a small document of the platform with <see cref="XmlReader"/>: XML 1.0 with namespaces, UTF-8 or UTF-16, no document type definition and
/// so no entities but the five predefined ones. Limits the depth and the number of elements. Comments and processing instructions are left out.
/// </summary>
/// <remarks>Texts are copied into a buffer that is wiped at the end; <see cref="XmlSource"/> wipes those of the reader.</remarks>
internal sealed class BoundedXmlReader : IDisposable
{
    /// <summary>The most elements that are in one another; documents of the platform have eight.</summary>
    public const int DepthLimit = 32;

    /// <summary>The most elements of a document.</summary>
    public const int ElementLimit = 4096;

    /// <summary>The most namespace declarations in force at one time; documents of the platform have five.</summary>
    public const int DeclarationLimit = 64;

    private const string DeclarationNamespace = "http://www.w3.org/2000/xmlns/";

    private readonly XmlSource source;
    private readonly XmlReader reader;
    private readonly ErasableBytes value = new();
    private readonly char[] part = new char[1024];

    // How many namespace declarations are in force in the content of each open element.
    private readonly int[] declarations = new int[DepthLimit + 1];
    private int elements;
    private int depth;
    private bool endIsNext;

    /// <summary>Takes a document.</summary>
    /// <param name="document">The document. It stays the caller's, to wipe it.</param>
    public BoundedXmlReader(byte[] document)
    {
        source = new XmlSource(document);
#pragma warning disable RS0030 // The one place that the ban leaves.
        reader = XmlReader.Create(source, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        });
#pragma warning restore RS0030
    }

    /// <summary><see cref="XmlNodeType.Element"/>, <see cref="XmlNodeType.EndElement"/> (for an empty element, too), <see cref="XmlNodeType.Text"/>,
    /// <see cref="XmlNodeType.Whitespace"/> (text of nothing but white space), <see cref="XmlNodeType.CDATA"/>, or none.</summary>
    public XmlNodeType Node { get; private set; }

    /// <summary>The name without its prefix, of an <see cref="XmlNodeType.Element"/>.</summary>
    public string LocalName { get; private set; } = "";

    /// <summary>The namespace of an <see cref="XmlNodeType.Element"/>; "" for none.</summary>
    public string Namespace { get; private set; } = "";

    /// <summary>The text in UTF-8, its references resolved and its line ends made LF; good until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Value => value.Span;

    /// <summary>The line of the node, from 1.</summary>
    public int Line => ((IXmlLineInfo)reader).LineNumber;

    private int Column => ((IXmlLineInfo)reader).LinePosition;

    /// <summary>The attributes of an <see cref="XmlNodeType.Element"/>, without namespace declarations.</summary>
    internal IEnumerable<(string Namespace, string LocalName, string Value)> Attributes
    {
        get
        {
            for (int i = 0; i < reader.AttributeCount; i++)
            {
                reader.MoveToAttribute(i);
                var attribute = (reader.NamespaceURI, reader.LocalName, reader.Value);
                reader.MoveToElement();
                if (attribute.NamespaceURI != DeclarationNamespace) yield return attribute;
            }
        }
    }

    /// <summary>The value of an attribute; null when the element has none of that name.</summary>
    public string? Attribute(string localName, string ns) => reader.GetAttribute(localName, ns);

    /// <summary>Goes on to the next node.</summary>
    /// <returns>False at the end of a document that is whole.</returns>
    /// <exception cref="XmlFault">The document is not well-formed, or is refused.</exception>
    public bool Read()
    {
        value.Clear();
        if (endIsNext)
        {
            endIsNext = false;
            return Leave();
        }
        try
        {
            while (reader.Read())
                if (Take()) return true;
            return Is(XmlNodeType.None);
        }
        catch (XmlException malformed)
        {
            throw Malformed(malformed.LineNumber, malformed.LinePosition);
        }
    }

    /// <summary>Wipes what was copied of the document.</summary>
    public void Dispose()
    {
        reader.Dispose();
        source.Dispose();
        value.Dispose();
        Array.Clear(part);
    }

    private bool Take()
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.XmlDeclaration:
                CheckDeclaration();
                return false;
            case XmlNodeType.Element:
                TakeElement();
                return Is(XmlNodeType.Element);
            case XmlNodeType.EndElement:
                return Leave();
            case XmlNodeType.CDATA:
                TakeValue();
                return Is(XmlNodeType.CDATA);
            case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when depth > 0:
                TakeValue();
                // The reader takes white space of 4,096 characters for text.
                return Is(value.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0 ? XmlNodeType.Whitespace : XmlNodeType.Text);
            default:
                return false;
        }
    }

    // The reader looks at the first three characters of the version, and not at the encoding of what is text already.
    private void CheckDeclaration()
    {
        if (reader.GetAttribute("version") != "1.0") throw Malformed(Line, Column);
        if (reader.GetAttribute("encoding") is not { } encoding || encoding.Equals(source.IsUtf16 ? "utf-16" : "utf-8", StringComparison.OrdinalIgnoreCase)) return;
        reader.MoveToAttribute("encoding");
        throw XmlFault.Malformed(Line, Column, "encoding=\"utf-8\" is expected, or utf-16 in a document that begins with its byte order mark");
    }

    private void TakeElement()
    {
        if (depth == DepthLimit) throw Refused($"elements are nested more than {DepthLimit} deep");
        if (reader.Prefix == "xmlns") throw Malformed(Line, Column);
        if (++elements > ElementLimit) throw Refused($"there are more than {ElementLimit} elements");
        (LocalName, Namespace) = (reader.LocalName, reader.NamespaceURI);
        endIsNext = reader.IsEmptyElement;
        int inForce = declarations[depth];
        while (reader.MoveToNextAttribute())
            if (reader.NamespaceURI == DeclarationNamespace && ++inForce > DeclarationLimit) throw XmlFault.Refused(Line, Column, $"there are more than {DeclarationLimit} declarations of namespaces");
        reader.MoveToElement();
        declarations[++depth] = inForce;
    }

    private void TakeValue()
    {
        // It keeps the first half of a character that is split between two parts.
        var encoder = Encoding.UTF8.GetEncoder();
        Span<byte> utf8 = stackalloc byte[(part.Length + 1) * 3];
        for (int length = reader.ReadValueChunk(part, 0, part.Length); length > 0; length = reader.ReadValueChunk(part, 0, part.Length))
            value.Append(utf8[..encoder.GetBytes(part.AsSpan(0, length), utf8, flush: false)]);
        utf8.Clear();
    }

    private bool Leave()
    {
        depth--;
        return Is(XmlNodeType.EndElement);
    }

    private bool Is(XmlNodeType node)
    {
        Node = node;
        return node != XmlNodeType.None;
    }

    // The name of an element is right behind its <.
    private XmlFault Refused(string sentence) => XmlFault.Refused(Line, Column - 1, sentence);

    private XmlFault Malformed(int line, int column)
    {
        // Where there is no root element, the reader names no place.
        int offset = line > 0 ? XmlPlace.OffsetOf(source.Document, line, column) : source.Document.Length;
        return source.Malformed(offset, XmlExpectation.At(source.Document, offset, depth > 0, elements > 0));
    }
}
