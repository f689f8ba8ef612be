using System.Globalization;
using System.Text;
using System.Xml;

namespace Daybreak.Platform.Media;

/// <summary>An element of ovf-env.xml that knows its line, so that every complaint can name it.</summary>
internal sealed class OvfElement
{
    /// <summary>All elements of Azure's own sections are in it, whatever the prefix.</summary>
    public const string AzureNamespace = "http://schemas.microsoft.com/windowsazure";

    private const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";
    private const int DepthLimit = 32;
    private const int ElementLimit = 4096;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = 4 * 1024 * 1024,
        CloseInput = true,
    };

    private readonly List<OvfElement> children = [];
    private readonly StringBuilder text = new();
    private readonly StringBuilder sections = new();
    private bool hasSection;
    private bool hasLooseText;

    private OvfElement(XmlReader reader)
    {
        Name = reader.LocalName;
        Namespace = reader.NamespaceURI;
        Line = reader is IXmlLineInfo info ? info.LineNumber : 0;
        IsNil = reader.GetAttribute("nil", SchemaInstance)?.Trim() is "true" or "1";
    }

    public string Name { get; }

    public string Namespace { get; }

    public int Line { get; }

    private bool IsNil { get; }

    /// <summary>The text with CDATA sections, trimmed; null when the element is empty or nil.</summary>
    public string? Text => IsNil || text.ToString().Trim() is not { Length: > 0 } trimmed ? null : trimmed;

    /// <summary>
    /// The text as it stands, for what may begin and end with white space of its own; null when the element is nil, or has nothing but
    /// white space. White space around CDATA sections is the writer's, not theirs.
    /// </summary>
    public string? Verbatim
    {
        get
        {
            string whole = (hasSection && !hasLooseText ? sections : text).ToString();
            return IsNil || whole.Length == 0 || (!hasSection && !hasLooseText) ? null : whole;
        }
    }

    /// <summary>Where it is, for messages.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"line {Line}: {Name}");

    /// <summary>Reads a document.</summary>
    /// <exception cref="XmlException">It is not well-formed, or has a DTD.</exception>
    /// <exception cref="OvfProblem">It is larger or deeper than any of its kind.</exception>
    public static OvfElement Read(Stream xml)
    {
        using var reader = XmlReader.Create(xml, Settings);
        var open = new Stack<OvfElement>();
        OvfElement? root = null;
        int elements = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var element = new OvfElement(reader);
                    if (++elements > ElementLimit) throw new OvfProblem($"{element.Place}: there are more than {ElementLimit} elements");
                    if (open.Count >= DepthLimit) throw new OvfProblem($"{element.Place}: elements are nested more than {DepthLimit} deep");
                    if (open.TryPeek(out var parent)) parent.children.Add(element);
                    root ??= element;
                    if (!reader.IsEmptyElement) open.Push(element);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    if (open.TryPeek(out var holder)) holder.Take(reader.NodeType, reader.Value);
                    break;
            }
        }
        return root ?? throw new OvfProblem("it has no element");
    }

    private void Take(XmlNodeType kind, string value)
    {
        text.Append(value);
        if (kind == XmlNodeType.CDATA)
        {
            hasSection = true;
            sections.Append(value);
        }
        // A reference such as &#32; makes a text of nothing but white space: that, too, is meant.
        hasLooseText |= kind == XmlNodeType.Text;
    }

    /// <summary>The one child of that name in Azure's namespace; null when there is none.</summary>
    /// <exception cref="OvfProblem">There are several.</exception>
    public OvfElement? Child(string name)
    {
        OvfElement? found = null;
        foreach (var child in Children(name))
            found = found is null ? child : throw new OvfProblem($"{child.Place}: it is there twice (first at line {found.Line}); one is due");
        return found;
    }

    /// <summary>All children of that name in Azure's namespace.</summary>
    public IEnumerable<OvfElement> Children(string name) => children.Where(child => child.Name == name && child.Namespace == AzureNamespace);

    /// <summary>The one child, which must be there.</summary>
    public OvfElement Required(string name) => Child(name) ?? throw new OvfProblem($"{Place}: it has no {name}");

    /// <summary>The trimmed text of the one child; null when it is missing, empty or nil.</summary>
    /// <param name="name">The child.</param>
    /// <param name="limit">The most characters it can have.</param>
    public string? TextOf(string name, int limit = 1024) => TextChild(name) is { } child ? child.Within(limit, child.Text) : null;

    /// <summary>The text of the one child as it stands; null when it is missing, nil, or has nothing but white space.</summary>
    /// <param name="name">The child.</param>
    /// <param name="limit">The most characters it can have.</param>
    public string? VerbatimOf(string name, int limit = 1024) => TextChild(name) is { } child ? child.Within(limit, child.Verbatim) : null;

    private OvfElement? TextChild(string name)
    {
        var child = Child(name);
        return child is { children: [var stranger, ..] } ? throw new OvfProblem($"{stranger.Place}: {name} is a text and has no elements in it") : child;
    }

    private string? Within(int limit, string? value) =>
        value is null || value.Length <= limit ? value : throw new OvfProblem($"{Place}: it has {value.Length} characters; at most {limit} are possible");
}

/// <summary>ovf-env.xml is well-formed, but is not what it should be.</summary>
internal sealed class OvfProblem(string sentence) : Exception(sentence);
