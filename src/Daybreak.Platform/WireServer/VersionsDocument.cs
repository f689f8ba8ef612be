namespace Daybreak.Platform.WireServer;

/// <summary>Reads the answer of <c>/?comp=versions</c>: Versions/Preferred/Version and Versions/Supported/Version.</summary>
internal static class VersionsDocument
{
    private const int VersionLimit = 64;
    private const int SizeLimit = 64 * 1024;

    /// <summary>The versions, the preferred one first; null if the document is invalid.</summary>
    public static IReadOnlyList<string>? Read(byte[] body)
    {
        if (body.Length > SizeLimit) return null;
        var versions = new List<string>();
        try
        {
            using var reader = new BoundedXmlReader(body);
            if (!reader.Read() || reader.LocalName != "Versions") return null;
            StringBuilder? version = null;
            while (versions.Count < VersionLimit && reader.Read())
            {
                if (reader.Node == XmlNodeType.Element)
                {
                    if (version is not null) return null;
                    if (reader.LocalName == "Version") version = new StringBuilder();
                }
                else if (reader.Node != XmlNodeType.EndElement)
                {
                    version?.Append(Encoding.UTF8.GetString(reader.Value));
                }
                else if (version is not null)
                {
                    string text = version.ToString().Trim();
                    if (text.Length is > 0 and <= 32 && !versions.Contains(text)) versions.Add(text);
                    version = null;
                }
            }
        }
        catch (XmlFault)
        {
            return null;
        }
        return versions.Count > 0 ? versions : null;
    }
}
