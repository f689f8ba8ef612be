using System.Xml;
using System.Xml.Linq;

namespace Daybreak.Simulator.WireServer;

/// <summary>Writes and reads the WireServer's XML.</summary>
internal static class XmlText
{
    private static readonly XmlReaderSettings Strict = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 1024 * 1024 };

    /// <summary>A document with its declaration, on one line.</summary>
    public static string Document(XElement root) => "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + root.ToString(SaveOptions.DisableFormatting);

    /// <summary>Reads what a client sent; no DTD. The problem is a sentence when it is not well-formed.</summary>
    public static XElement? Read(ReadOnlyMemory<byte> bytes, out string problem)
    {
        problem = "";
        try
        {
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, Strict);
            return XElement.Load(reader);
        }
        catch (XmlException e)
        {
            problem = $"The body is no well-formed XML: {e.Message}";
            return null;
        }
    }
}
