namespace Daybreak.Platform.Media;

/// <summary>An element of ovf-env.xml that knows its line, so that every complaint can name it.</summary>
internal sealed class OvfElement : IDisposable
{
    /// <summary>All elements of Azure's own sections are in it, whatever the prefix.</summary>
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

    /// <summary>The text with CDATA sections, trimmed; null when the element is empty or nil.</summary>
    public string? Text => IsNil || Encoding.UTF8.GetString(text.Span).Trim() is not { Length: > 0 } trimmed ? null : trimmed;

    /// <summary>
    /// The text as it stands, for what may begin and end with white space of its own; empty when the element is nil, or has nothing but
    /// white space. White space around CDATA sections is the writer's, not theirs.
    /// </summary>
    private ReadOnlySpan<byte> Verbatim => IsNil || (!hasSection && !hasLooseText) ? default : hasSection && !hasLooseText ? sections.Span : text.Span;

    /// <summary>Where it is, for messages.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"line {Line}: {Name}");

    /// <summary>Reads a document.</summary>
    /// <returns>The root element; whoever has it wipes it with all that is in it.</returns>
    /// <exception cref="XmlFault">It is not well-formed, has a DTD, or is larger or deeper than any of its kind.</exception>
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

    /// <summary>Wipes its texts and those of all elements in it.</summary>
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

    /// <summary>The one child of that name in Azure's namespace; null when there is none.</summary>
    /// <exception cref="OvfProblem">There are several.</exception>
    public OvfElement? Child(string name)
    {
        OvfElement? found = null;
        foreach (var child in Children(name))
            found = found is null ? child : throw new OvfProblem($"{child.Place}: it is there twice (first at line {found.Line}); expected one");
        return found;
    }

    /// <summary>All children of that name in Azure's namespace.</summary>
    public IEnumerable<OvfElement> Children(string name) => children.Where(child => child.Name == name && child.Namespace == AzureNamespace);

    /// <summary>The one child, which must be there.</summary>
    public OvfElement Required(string name) => Child(name) ?? throw new OvfProblem($"{Place}: it has no {name}");

    /// <summary>The trimmed text of the one child; null when it is missing, empty or nil.</summary>
    /// <param name="name">The child.</param>
    /// <param name="limit">The most characters it can have.</param>
    public string? TextOf(string name, int limit = 1024)
    {
        if (TextChild(name) is not { Text: { } value } child) return null;
        child.Check(value.Length, limit);
        return value;
    }

    /// <summary>The text of the one child as it stands, in UTF-8; null when it is missing, nil, or has nothing but white space.</summary>
    /// <param name="name">The child.</param>
    /// <param name="limit">The most characters it can have.</param>
    /// <returns>A copy, for the caller to wipe.</returns>
    public byte[]? VerbatimOf(string name, int limit = 1024)
    {
        if (TextChild(name) is not { } child || child.Verbatim is not { IsEmpty: false } value) return null;
        child.Check(Encoding.UTF8.GetCharCount(value), limit);
        return value.ToArray();
    }

    private OvfElement? TextChild(string name)
    {
        var child = Child(name);
        return child is { children: [var stranger, ..] } ? throw new OvfProblem($"{stranger.Place}: {name} is a text and has no elements in it") : child;
    }

    private void Check(int length, int limit)
    {
        if (length > limit) throw new OvfProblem($"{Place}: it has {length} characters; at most {limit} are possible");
    }
}

/// <summary>ovf-env.xml is well-formed, but is not what it should be.</summary>
internal sealed class OvfProblem(string sentence) : Exception(sentence);
