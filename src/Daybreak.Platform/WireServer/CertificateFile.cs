namespace Daybreak.Platform.WireServer;

/// <summary>The answer with the goal state's certificates: <c>CertificateFile{Version, Incarnation, Format, Data}</c>.</summary>
/// <param name="Format">"Pkcs7BlobWithPfxContents", or null.</param>
/// <param name="Data">A CMS message for the transport certificate: base64 without white space. Null if there are no certificates.</param>
public sealed record CertificateFile(string? Format, string? Data)
{
    private const int SizeLimit = 8 * 1024 * 1024;

    /// <summary>Reads the body of the answer.</summary>
    public static Result<CertificateFile> Read(byte[] xml)
    {
        if (xml.Length > SizeLimit) return Bad($"larger than {SizeLimit / 1024 / 1024} MiB");
        try
        {
            using var reader = new BoundedXmlReader(xml);
            string? format = null;
            StringBuilder? data = null;
            string element = "";
            while (reader.Read())
            {
                if (reader.Node == XmlNodeType.Element) element = reader.LocalName;
                if (reader.Node == XmlNodeType.EndElement) element = "";
                if (reader.Node is not (XmlNodeType.Text or XmlNodeType.CDATA)) continue;
                if (element == "Format") format = Encoding.UTF8.GetString(reader.Value).Trim();
                if (element == "Data") AppendWithoutSpace(data ??= new StringBuilder(), reader.Value);
            }
            return new CertificateFile(format, data is { Length: > 0 } ? data.ToString() : null);
        }
        catch (XmlFault fault)
        {
            return Bad($"{fault.Place}: {fault.Message}");
        }
    }

    private static Failure Bad(string why) => Failure.BadData("unexpected certificates of the goal state", $"WireServer: the certificates are unusable: {why}", Failure.Redeploy);

    // The decoder rejects characters that are not ASCII.
    private static void AppendWithoutSpace(StringBuilder data, ReadOnlySpan<byte> text)
    {
        foreach (byte character in text)
            if (character is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) data.Append(character < 0x80 ? (char)character : '\ufffd');
    }
}
