namespace Daybreak.Platform.Media;

/// <summary>An element of ovf-env.xml with its line, for messages.</summary>
internal sealed class OvfElement : IDisposable
{
    /// <summary>The namespace of all elements in Azure's sections.</summary>
    public const string AzureNamespace = "http://schemas.microsoft.com/windowsazure";

    private const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    private readonly List<OvfElement> children = [];
    private readonly ErasableBytes text = new();
    private readonly ErasableBytes sections = new();
    private bool hasSection;
    private bool hasLooseText;

    private OvfElement(BoundedXmlReader reader)
    {
        Name = reader.LocalName;
        Namespace = reader.Namespace;
        Line = reader.Line;
        IsNil = reader.Attribute("nil", SchemaInstance)?.Trim() is "true" or "1";
    }

    public string Name { get; }

    public string Namespace { get; }

    public int Line { get; }

    private bool IsNil { get; }

    /// <summary>The trimmed text with CDATA sections; null if the element is empty or nil.</summary>
    public string? Text => IsNil || Encoding.UTF8.GetString(text.Span).Trim() is not { Length: > 0 } trimmed ? null : trimmed;

    /// <summary>
    /// The text with its white space; empty if the element is nil or has only white space. Without other text, only the content of CDATA
    /// sections counts.
    /// </summary>
    private ReadOnlySpan<byte> Verbatim => IsNil || (!hasSection && !hasLooseText) ? default : hasLooseText ? text.Span : sections.Span;

    /// <summary>The line and the name, for messages.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"line {Line}: {Name}");

    /// <summary>Reads a document.</summary>
    /// <returns>The root element. Dispose wipes it and its children.</returns>
    /// <exception cref="XmlFault">The document is not well-formed, has a DTD, or exceeds a limit.</exception>
    public static OvfElement Read(byte[] xml)
    {
        using var reader = new BoundedXmlReader(xml);
        var open = new Stack<OvfElement>();
        OvfElement? root = null;
        try
        {
            while (reader.Read())
            {
                switch (reader.Node)
                {
                    case XmlNodeType.Element:
                        var element = new OvfElement(reader);
                        if (open.TryPeek(out var parent)) parent.children.Add(element);
                        root ??= element;
                        open.Push(element);
                        break;
                    case XmlNodeType.EndElement:
                        open.Pop();
                        break;
                    default:
                        open.Peek().Take(reader.Node, reader.Value);
                        break;
                }
            }
        }
        catch (XmlFault)
        {
            root?.Dispose();
            throw;
        }
        return root!;
    }

    /// <summary>Wipes the texts of the element and its children.</summary>
    public void Dispose()
    {
        text.Dispose();
        sections.Dispose();
        foreach (var child in children) child.Dispose();
    }

    private void Take(XmlNodeType node, ReadOnlySpan<byte> value)
    {
        text.Append(value);
        if (node == XmlNodeType.CDATA)
        {
            hasSection = true;
            sections.Append(value);
        }
        hasLooseText |= node == XmlNodeType.Text;
    }

    /// <summary>The child with this name in Azure's namespace; null if there is none.</summary>
    /// <exception cref="OvfProblem">There is more than one.</exception>
    public OvfElement? Child(string name)
    {
        OvfElement? found = null;
        foreach (var child in Children(name))
            found = found is null ? child : throw new OvfProblem($"{child.Place}: duplicate element (first at line {found.Line}); expected one");
        return found;
    }

    /// <summary>All children with this name in Azure's namespace.</summary>
    public IEnumerable<OvfElement> Children(string name) => children.Where(child => child.Name == name && child.Namespace == AzureNamespace);

    /// <summary>The child with this name.</summary>
    /// <exception cref="OvfProblem">There is none, or more than one.</exception>
    public OvfElement Required(string name) => Child(name) ?? throw new OvfProblem($"{Place}: no {name}");

    /// <summary>The trimmed text of a child; null if missing, empty or nil.</summary>
    /// <param name="name">The child.</param>
    /// <param name="limit">The maximum number of characters.</param>
    public string? TextOf(string name, int limit = 1024)
    {
        if (TextChild(name) is not { Text: { } value } child) return null;
        child.Check(value.Length, limit);
        return value;
    }

    /// <summary>The text of a child with its white space, in UTF-8; null if missing, nil, or only white space.</summary>
    /// <param name="name">The child.</param>
    /// <param name="limit">The maximum number of characters.</param>
    /// <returns>A copy, which the caller has to wipe.</returns>
    public byte[]? VerbatimOf(string name, int limit = 1024)
    {
        if (TextChild(name) is not { } child || child.Verbatim is not { IsEmpty: false } value) return null;
        child.Check(Encoding.UTF8.GetCharCount(value), limit);
        return value.ToArray();
    }

    private OvfElement? TextChild(string name)
    {
        var child = Child(name);
        return child is { children: [var unexpected, ..] } ? throw new OvfProblem($"{unexpected.Place}: unexpected element in {name}; expected text") : child;
    }

    private void Check(int length, int limit)
    {
        if (length > limit) throw new OvfProblem($"{Place}: {length} characters; expected at most {limit}");
    }
}

/// <summary>ovf-env.xml is well-formed XML with unexpected content.</summary>
internal sealed class OvfProblem(string sentence) : Exception(sentence);
