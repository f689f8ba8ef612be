using System.Xml;

namespace Daybreak.Platform.WireServer;

/// <summary>Reads what <c>/?comp=versions</c> answers: Versions/Preferred/Version and Versions/Supported/Version.</summary>
internal static class VersionsDocument
{
    private const int VersionLimit = 64;
    private const int SizeLimit = 64 * 1024;

    /// <summary>The versions, the preferred one first; null when the document is none.</summary>
    public static IReadOnlyList<string>? Read(byte[] body)
    {
        var versions = new List<string>();
        try
        {
            using var reader = XmlReader.Create(
                new MemoryStream(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = SizeLimit });
            if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != "Versions") return null;
            while (!reader.EOF && versions.Count < VersionLimit)
            {
                if (reader.NodeType != XmlNodeType.Element || reader.LocalName != "Version")
                {
                    reader.Read();
                    continue;
                }
                // Goes on to what follows the element, which may be the next one.
                string version = reader.ReadElementContentAsString().Trim();
                if (version.Length is > 0 and <= 32 && !versions.Contains(version)) versions.Add(version);
            }
        }
        catch (XmlException)
        {
            return null;
        }
        return versions.Count > 0 ? versions : null;
    }
}
