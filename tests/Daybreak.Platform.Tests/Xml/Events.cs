using System.Text;
using System.Xml;
using Daybreak.Platform.Xml;

namespace Daybreak.Platform.Tests.Xml;

/// <summary>The events of a reader, one in a line; null if the reader rejects the document.</summary>
internal static class Events
{
    public static List<string>? Of(byte[] document, out string? fault)
    {
        var events = new List<string>();
        fault = null;
        try
        {
            using var reader = new BoundedXmlReader(document);
            while (reader.Read())
            {
                events.Add(reader.Node switch
                {
                    XmlNodeType.Element => Element(reader.Line, reader.Namespace, reader.LocalName, reader.Attributes),
                    XmlNodeType.EndElement => "/",
                    XmlNodeType.CDATA => $"Section {Encoding.UTF8.GetString(reader.Value)}",
                    _ => $"{reader.Node} {Encoding.UTF8.GetString(reader.Value)}",
                });
            }
            return events;
        }
        catch (XmlFault refused)
        {
            fault = $"{refused.Place}: {refused.Message}";
            return null;
        }
    }

    /// <summary>The events of <see cref="XmlReader"/>, which reads the bytes.</summary>
    public static List<string>? OfTheStream(byte[] document)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };
        var events = new List<string>();
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(document), settings);
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        events.Add(Element(((IXmlLineInfo)reader).LineNumber, reader.NamespaceURI, reader.LocalName, Attributes(reader)));
                        if (reader.IsEmptyElement) events.Add("/");
                        break;
                    case XmlNodeType.EndElement:
                        events.Add("/");
                        break;
                    case XmlNodeType.CDATA:
                        events.Add($"Section {reader.Value}");
                        break;
                    case XmlNodeType.Text:
                        events.Add($"Text {reader.Value}");
                        break;
                    case XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when reader.Depth > 0:
                        events.Add($"Whitespace {reader.Value}");
                        break;
                }
            }
            return events;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static List<(string Namespace, string LocalName, string Value)> Attributes(XmlReader reader)
    {
        var attributes = new List<(string, string, string)>();
        while (reader.MoveToNextAttribute())
            if (reader.NamespaceURI != "http://www.w3.org/2000/xmlns/") attributes.Add((reader.NamespaceURI, reader.LocalName, reader.Value));
        reader.MoveToElement();
        return attributes;
    }

    private static string Element(int line, string ns, string name, IEnumerable<(string Namespace, string LocalName, string Value)> attributes) =>
        $"<{line} {{{ns}}}{name}{string.Concat(attributes.Select(attribute => $" {{{attribute.Namespace}}}{attribute.LocalName}=[{attribute.Value}]"))}";
}
