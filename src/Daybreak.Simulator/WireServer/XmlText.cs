using System.Net.Http.Headers;
using System.Xml;

namespace Daybreak.Simulator.WireServer;

/// <summary>Writes and parses the WireServer's XML.</summary>
internal static class XmlText
{
    private static readonly XmlReaderSettings Strict = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 1024 * 1024 };

    /// <summary>A document with an XML declaration, on one line.</summary>
    public static string Document(XElement root) => "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + root.ToString(SaveOptions.DisableFormatting);

    /// <summary>Parses a body in text/xml and UTF-8 without DTD; <see langword="null"/> if it is anything else.</summary>
    public static XElement? Read(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (!MediaTypeHeaderValue.TryParse(request.Headers.ContentType, out var type) || !Same(type.MediaType, "text/xml") || !Same(type.CharSet?.Trim('"') ?? "utf-8", "utf-8"))
        {
            misbehaviour.Add(new Misbehaviour("content-type", $"The Content-Type is '{request.Headers.ContentType}', expected text/xml; charset=utf-8."));
            return null;
        }
        try
        {
            using var stream = new MemoryStream(request.Body.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, Strict);
            return XElement.Load(reader);
        }
        catch (XmlException e)
        {
            misbehaviour.Add(new Misbehaviour("xml", $"The body is not well-formed XML: {e.Message}"));
            return null;
        }
    }

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
