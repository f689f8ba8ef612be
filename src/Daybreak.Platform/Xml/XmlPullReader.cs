using System.Text;

namespace Daybreak.Platform.Xml;

/// <summary>
/// Reads a small document of the platform piece by piece: XML 1.0 with namespaces, UTF-8 or UTF-16, no document type definition and so no
/// entities but the five predefined ones. Whatever is not well-formed is refused with its line and column.
/// </summary>
/// <remarks>
/// The runtime's reader costs 0.9 MB in the executable, and keeps pieces of a password in buffers that nobody can wipe. Values are read where
/// they stand, or from a buffer that is wiped at the end.
/// </remarks>
/// <param name="document">The document. It stays the caller's, to wipe it.</param>
internal sealed class XmlPullReader(byte[] document) : IDisposable
{
    /// <summary>The most elements that are in one another; documents of the platform have eight.</summary>
    public const int DepthLimit = 32;

    /// <summary>The most elements of a document.</summary>
    public const int ElementLimit = 4096;

    /// <summary>The most attributes of an element, declarations of namespaces among them.</summary>
    public const int AttributeLimit = 64;

    private readonly XmlInput input = new(document);
    private readonly XmlNamespaces namespaces = new();
    private readonly List<XmlAttribute> attributes = [];
    private readonly ErasableBytes decoded = new();

    // Where the names of the elements that are open begin and end.
    private readonly int[] openFrom = new int[DepthLimit];
    private readonly int[] openTo = new int[DepthLimit];
    private int depth;
    private int elements;
    private int nodeAt;
    private int valueFrom;
    private int valueTo;
    private bool hasBegun;
    private bool endIsDue;
    private bool isDecoded;

    public XmlNode Node { get; private set; }

    /// <summary>The name without its prefix, of an <see cref="XmlNode.Element"/>.</summary>
    public string LocalName { get; private set; } = "";

    /// <summary>The namespace of an <see cref="XmlNode.Element"/>; "" for none.</summary>
    public string Namespace { get; private set; } = "";

    /// <summary>The attributes of an <see cref="XmlNode.Element"/>, without declarations of namespaces.</summary>
    public IReadOnlyList<XmlAttribute> Attributes => attributes;

    /// <summary>The text in UTF-8, its references resolved and its line ends made LF; good until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Value => isDecoded ? decoded.Span : input[valueFrom, valueTo];

    /// <summary>The line where the node begins, from 1.</summary>
    public int Line => input.LineOf(nodeAt);

    /// <summary>The value of an attribute; null when the element has none of that name.</summary>
    public string? Attribute(string localName, string ns)
    {
        foreach (var attribute in attributes)
            if (attribute.LocalName == localName && attribute.Namespace == ns) return attribute.Value;
        return null;
    }

    /// <summary>Goes on to the next node.</summary>
    /// <returns>False at the end of a document that is whole.</returns>
    /// <exception cref="XmlFault">The document is not well-formed, or is refused.</exception>
    public bool Read()
    {
        if (!hasBegun) Begin();
        (valueFrom, valueTo, isDecoded) = (0, 0, false);
        if (endIsDue)
        {
            endIsDue = false;
            return Leave();
        }
        while (!input.IsAtEnd)
        {
            nodeAt = input.At;
            if (input.Takes("<!--"u8)) TakeComment();
            else if (input.Takes("<?"u8)) TakeInstruction();
            else if (input.Takes("<![CDATA["u8)) return ReadSection();
            else if (input.Takes("<!DOCTYPE"u8)) throw input.Refused(nodeAt, "a document type definition is refused");
            else if (input.Takes("</"u8)) return ReadEnd();
            else if (input.Takes("<"u8)) return ReadStart();
            else if (depth > 0) return ReadText();
            else if (!input.TakesSpace()) throw input.Malformed(nodeAt, elements == 0 ? "an element is expected" : "nothing is expected after the root element");
        }
        if (depth > 0) throw input.Malformed(input.At, $"the end of the element that begins in line {input.LineOf(openFrom[depth - 1])} is expected");
        if (elements == 0) throw input.Malformed(input.At, "an element is expected");
        Node = XmlNode.None;
        return false;
    }

    /// <summary>Wipes what was copied of the document.</summary>
    public void Dispose()
    {
        decoded.Dispose();
        input.Dispose();
    }

    private void Begin()
    {
        hasBegun = true;
        input.Check();
        if (input.Rest.StartsWith("<?xml"u8) && input.Rest.Length > 5 && XmlCharacters.IsSpace(input.Rest[5])) XmlDeclaration.Take(input);
    }

    private void TakeComment()
    {
        input.TakeUntil("--"u8, "the comment's end");
        input.Take(">"u8, "> after -- in a comment");
    }

    private void TakeInstruction()
    {
        string target = input.TakeName("a processing instruction's name");
        if (target.Equals("xml", StringComparison.OrdinalIgnoreCase)) throw input.Malformed(nodeAt, "an XML declaration is possible only at the very beginning");
        if (input.Takes("?>"u8)) return;
        if (!input.TakesSpace()) throw input.Malformed(input.At, "white space or ?> is expected");
        input.TakeUntil("?>"u8, "the processing instruction's end");
    }

    private bool ReadSection()
    {
        if (depth == 0) throw input.Malformed(nodeAt, "a CDATA section is possible only in an element");
        int from = input.At;
        input.TakeUntil("]]>"u8, "the CDATA section's end");
        Decode(from, input.At - 3, resolves: false);
        return Is(XmlNode.Section);
    }

    private bool ReadText()
    {
        int from = input.At;
        int length = input.Rest.IndexOf((byte)'<');
        input.At += length < 0 ? input.Rest.Length : length;
        int bracket = input[from, input.At].IndexOf("]]>"u8);
        if (bracket >= 0) throw input.Malformed(from + bracket, "]]> is possible only at a CDATA section's end");
        Decode(from, input.At, resolves: true);
        foreach (byte character in Value)
            if (!XmlCharacters.IsSpace(character)) return Is(XmlNode.Text);
        return Is(XmlNode.Whitespace);
    }

    private void Decode(int from, int to, bool resolves)
    {
        (valueFrom, valueTo) = (from, to);
        isDecoded = input[from, to].IndexOfAny((byte)'\r', resolves ? (byte)'&' : (byte)'\r') >= 0;
        if (!isDecoded) return;
        decoded.Clear();
        XmlCharacterData.Decode(input, from, to, resolves, isAttribute: false, decoded);
    }

    private bool ReadEnd()
    {
        if (depth == 0) throw input.Malformed(nodeAt, "there is no element that could end here");
        int from = openFrom[depth - 1];
        input.Take(input[from, openTo[depth - 1]], $"the end of the element that begins in line {input.LineOf(from)}");
        input.TakesSpace();
        input.Take(">"u8, $"the end of the element that begins in line {input.LineOf(from)}");
        return Leave();
    }

    private bool Leave()
    {
        namespaces.Leave(--depth);
        return Is(XmlNode.EndElement);
    }

    private bool ReadStart()
    {
        if (depth == 0 && elements > 0) throw input.Malformed(nodeAt, "one root element is expected");
        if (depth == DepthLimit) throw input.Refused(nodeAt, $"elements are nested more than {DepthLimit} deep");
        if (++elements > ElementLimit) throw input.Refused(nodeAt, $"there are more than {ElementLimit} elements");
        openFrom[depth] = input.At;
        (string prefix, LocalName) = TakeQualifiedName("an element's name");
        openTo[depth++] = input.At;
        attributes.Clear();
        int declared = 0;
        while (true)
        {
            bool isApart = input.TakesSpace();
            endIsDue = input.Takes("/>"u8);
            if (endIsDue || input.Takes(">"u8)) break;
            if (!isApart) throw input.Malformed(input.At, "white space, > or /> is expected");
            if (attributes.Count + declared == AttributeLimit) throw input.Refused(input.At, $"an element has more than {AttributeLimit} attributes");
            if (!TakeAttribute()) declared++;
        }
        Namespace = NamespaceOf(prefix, openFrom[depth - 1]);
        for (int i = 0; i < attributes.Count; i++)
        {
            var attribute = attributes[i];
            attribute.Namespace = attribute.Prefix.Length == 0 ? "" : NamespaceOf(attribute.Prefix, attribute.At);
            for (int j = 0; j < i; j++)
                if (attributes[j].LocalName == attribute.LocalName && attributes[j].Namespace == attribute.Namespace) throw Twice(attribute.At);
        }
        return Is(XmlNode.Element);
    }

    /// <returns>False when it was the declaration of a namespace.</returns>
    private bool TakeAttribute()
    {
        int at = input.At;
        var (prefix, name) = TakeQualifiedName("an attribute's name");
        input.TakesSpace();
        input.Take("="u8, "=");
        input.TakesSpace();
        int from = input.TakeQuoted();
        int to = input.At - 1;
        int tag = input[from, to].IndexOf((byte)'<');
        if (tag >= 0) throw input.Malformed(from + tag, "< is not possible in an attribute's value");
        using var value = new ErasableBytes();
        XmlCharacterData.Decode(input, from, to, resolves: true, isAttribute: true, value);
        string text = Encoding.UTF8.GetString(value.Span);
        bool isDefault = prefix.Length == 0 && name == "xmlns";
        if (prefix != "xmlns" && !isDefault)
        {
            attributes.Add(new XmlAttribute(at, prefix, name, text));
            return true;
        }
        if (namespaces.IsFull) throw input.Refused(at, $"there are more than {XmlNamespaces.Limit} declarations of namespaces");
        string declared = isDefault ? "" : name;
        if (namespaces.IsDeclaredAt(declared, depth)) throw Twice(at);
        if (namespaces.Declare(declared, text, depth) is { } reason) throw input.Malformed(at, reason);
        return false;
    }

    private (string Prefix, string LocalName) TakeQualifiedName(string what)
    {
        string name = input.TakeName(what);
        return input.Takes(":"u8) ? (name, input.TakeName("a name after the prefix")) : ("", name);
    }

    // Nobody's element is in the namespace of declarations.
    private string NamespaceOf(string prefix, int at) =>
        prefix != "xmlns" && namespaces.Of(prefix) is { } known ? known : throw input.Malformed(at, "a declaration of the prefix is expected");

    private XmlFault Twice(int at) => input.Malformed(at, "the attribute is there twice");

    private bool Is(XmlNode node)
    {
        Node = node;
        return true;
    }
}
