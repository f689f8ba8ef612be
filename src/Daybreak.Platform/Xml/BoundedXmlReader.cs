namespace Daybreak.Platform.Xml;

/// <summary>
/// Reads a small document of the platform with <see cref="XmlReader"/>: XML 1.0 with namespaces, UTF-8 or UTF-16, without a document type
/// definition. Limits the depth and the number of elements. Skips comments and processing instructions.
/// </summary>
/// <remarks>Wipes its copies of texts at the end; <see cref="XmlSource"/> wipes those of the reader.</remarks>
internal sealed class BoundedXmlReader : IDisposable
{
    /// <summary>The maximum depth of elements. Documents of the platform have eight levels.</summary>
    public const int DepthLimit = 32;

    /// <summary>The maximum number of elements.</summary>
    public const int ElementLimit = 4096;

    /// <summary>The maximum number of namespace declarations in scope. Documents of the platform have five.</summary>
    public const int DeclarationLimit = 64;

    private const string DeclarationNamespace = "http://www.w3.org/2000/xmlns/";

    private readonly XmlSource source;
    private readonly XmlReader reader;
    private readonly ErasableBytes value = new();
    private readonly char[] part = new char[1024];

    // The number of namespace declarations in scope in the content of each open element.
    private readonly int[] declarations = new int[DepthLimit + 1];
    private int elements;
    private int depth;
    private bool endIsNext;

    /// <summary>Reads a document.</summary>
    /// <param name="document">The document. The caller wipes it.</param>
    public BoundedXmlReader(byte[] document)
    {
        source = new XmlSource(document);
#pragma warning disable RS0030 // The only allowed use.
        reader = XmlReader.Create(source, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        });
#pragma warning restore RS0030
    }

    /// <summary>Element, EndElement (also of an empty element), Text, Whitespace (text with only white space), CDATA, or None.</summary>
    public XmlNodeType Node { get; private set; }

    /// <summary>The name of an element, without the prefix.</summary>
    public string LocalName { get; private set; } = "";

    /// <summary>The namespace of an element; empty for none.</summary>
    public string Namespace { get; private set; } = "";

    /// <summary>The text in UTF-8, with resolved references and LF line ends; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Value => value.Span;

    /// <summary>The line of the node, from 1.</summary>
    public int Line => ((IXmlLineInfo)reader).LineNumber;

    private int Column => ((IXmlLineInfo)reader).LinePosition;

    /// <summary>The attributes of an element, without namespace declarations.</summary>
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

    /// <summary>The value of an attribute; null if absent.</summary>
    public string? Attribute(string localName, string ns) => reader.GetAttribute(localName, ns);

    /// <summary>Reads the next node.</summary>
    /// <returns>False at the end of a complete document.</returns>
    /// <exception cref="XmlFault">The document is not well-formed, or exceeds a limit.</exception>
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
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.XmlDeclaration:
                        CheckDeclaration();
                        break;
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
                        // The reader reports white space of 4,096 characters as text.
                        return Is(value.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0 ? XmlNodeType.Whitespace : XmlNodeType.Text);
                    default:
                        break;
                }
            }
            return Is(XmlNodeType.None);
        }
        catch (XmlException malformed)
        {
            throw Malformed(malformed.LineNumber, malformed.LinePosition);
        }
    }

    /// <summary>Wipes the copies of the document's texts.</summary>
    public void Dispose()
    {
        reader.Dispose();
        source.Dispose();
        value.Dispose();
        Array.Clear(part);
    }

    // The reader checks only three characters of the version, and not the encoding.
    private void CheckDeclaration()
    {
        if (reader.GetAttribute("version") != "1.0") throw Malformed(Line, Column);
        if (reader.GetAttribute("encoding") is not { } encoding || encoding.Equals(source.IsUtf16 ? "utf-16" : "utf-8", StringComparison.OrdinalIgnoreCase)) return;
        reader.MoveToAttribute("encoding");
        throw XmlFault.Malformed(Line, Column, "expected encoding=\"utf-8\", or utf-16 after a UTF-16 byte order mark");
    }

    private void TakeElement()
    {
        if (depth == DepthLimit) throw Refused($"more than {DepthLimit} levels of elements");
        if (reader.Prefix == "xmlns") throw Malformed(Line, Column);
        if (++elements > ElementLimit) throw Refused($"more than {ElementLimit} elements");
        (LocalName, Namespace) = (reader.LocalName, reader.NamespaceURI);
        endIsNext = reader.IsEmptyElement;
        int inScope = declarations[depth];
        while (reader.MoveToNextAttribute())
            if (reader.NamespaceURI == DeclarationNamespace && ++inScope > DeclarationLimit)
                throw XmlFault.Refused(Line, Column, $"more than {DeclarationLimit} namespace declarations");
        reader.MoveToElement();
        declarations[++depth] = inScope;
    }

    private void TakeValue()
    {
        // The encoder joins a surrogate pair that is split between two parts.
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

    // The column of an element is that of its name, after <.
    private XmlFault Refused(string sentence) => XmlFault.Refused(Line, Column - 1, sentence);

    private XmlFault Malformed(int line, int column)
    {
        // Without a root element, the reader has no position.
        int offset = line > 0 ? XmlPlace.OffsetOf(source.Document, line, column) : source.Document.Length;
        return source.Malformed(offset, XmlExpectation.At(source.Document, offset, depth > 0, elements > 0));
    }
}
