using System.Globalization;
using System.Text;
using System.Xml;

namespace Daybreak.Platform.WireServer;

/// <summary>The answer to a request for the goal state's certificates: <c>CertificateFile{Version, Incarnation, Format, Data}</c>.</summary>
/// <param name="Format">"Pkcs7BlobWithPfxContents", or null.</param>
/// <param name="Data">Base64, without white space: a CMS message for the transport certificate. Null when there are no certificates.</param>
public sealed record CertificateFile(string? Format, string? Data)
{
    private const int DataLimit = 4 * 1024 * 1024;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = DataLimit * 2,
    };

    /// <summary>Reads the answer's body.</summary>
    public static PlatformResult<CertificateFile> Read(byte[] xml)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml), Settings);
            string? format = null;
            StringBuilder? data = null;
            string element = "";
            while (reader.Read())
            {
                if (reader.NodeType is XmlNodeType.Element) element = reader.LocalName;
                if (reader.NodeType is XmlNodeType.EndElement) element = "";
                if (reader.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA)) continue;
                if (element == "Format") format = reader.Value.Trim();
                if (element == "Data") AppendWithoutSpace(data ??= new StringBuilder(), reader.Value);
            }
            return new CertificateFile(format, data is { Length: > 0 } ? data.ToString() : null);
        }
        catch (XmlException malformed)
        {
            return PlatformFailure.BadData(
                "unexpected certificates of the goal state",
                string.Create(CultureInfo.InvariantCulture, $"WireServer: the certificates are unusable: line {malformed.LineNumber}, column {malformed.LinePosition}: not well-formed XML, or cut off there"));
        }
    }

    private static void AppendWithoutSpace(StringBuilder data, string text)
    {
        foreach (char character in text)
            if (!char.IsWhiteSpace(character)) data.Append(character);
    }
}
