namespace Daybreak.CustomData.Mime;

/// <summary>One entity of a MIME message (RFC 2045): its headers and its body.</summary>
internal sealed class MimeEntity
{
    private const int HeaderLimit = 64;

    private MimeEntity(string type, string? boundary, string? fileName, string encoding, byte[] body)
    {
        Type = type;
        Boundary = boundary;
        FileName = fileName;
        Encoding = encoding;
        Body = body;
    }

    /// <summary>Lower case; text/plain where none is given.</summary>
    public string Type { get; }

    public string? Boundary { get; }

    public string? FileName { get; }

    /// <summary>Content-Transfer-Encoding, lower case.</summary>
    public string Encoding { get; }

    /// <summary>As it stands in the message.</summary>
    public byte[] Body { get; }

    public bool IsMultipart => Type.StartsWith("multipart/", StringComparison.Ordinal);

    /// <summary>Reads an entity; null with a refusal.</summary>
    public static MimeEntity? TryRead(ReadOnlySpan<byte> data, out string? refusal)
    {
        string type = "text/plain", encoding = "7bit";
        string? boundary = null, fileName = null, name = null;
        int at = 0;
        for (int count = 0; ; count++)
        {
            if (count > HeaderLimit)
            {
                refusal = $"there are more than {HeaderLimit} header lines";
                return null;
            }
            string? header = Header(data, ref at);
            if (header is null) break;
            int colon = header.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                refusal = "a header line has no colon, and no blank line ends the headers";
                return null;
            }
            string value = header[(colon + 1)..].Trim();
            switch (header[..colon].TrimEnd().ToLowerInvariant())
            {
                case "content-type":
                    type = FirstWord(value).ToLowerInvariant();
                    boundary = Parameter(value, "boundary");
                    name = Parameter(value, "name");
                    break;
                case "content-disposition":
                    fileName = Parameter(value, "filename");
                    break;
                case "content-transfer-encoding":
                    encoding = FirstWord(value).ToLowerInvariant();
                    break;
            }
        }
        refusal = null;
        return new MimeEntity(type.Length > 0 ? type : "text/plain", boundary, fileName ?? name, encoding, data[at..].ToArray());
    }

    /// <summary>The bodies between the boundaries (RFC 2046, 5.1.1); null with a refusal.</summary>
    public List<byte[]>? Parts(int limit, out string? refusal)
    {
        refusal = null;
        if (Boundary is not { Length: > 0 and <= 70 } boundary)
        {
            refusal = "a multipart message names no boundary of 1 to 70 characters in its Content-Type";
            return null;
        }
        byte[] delimiter = System.Text.Encoding.UTF8.GetBytes("--" + boundary);
        var parts = new List<byte[]>();
        int start = -1, lineStart = 0;
        while (lineStart < Body.Length)
        {
            int end = Array.IndexOf(Body, (byte)'\n', lineStart);
            int next = end < 0 ? Body.Length : end + 1;
            var line = Body.AsSpan(lineStart..next).TrimEnd(" \t\r\n"u8);
            if (line.StartsWith(delimiter) && (line.Length == delimiter.Length || line[delimiter.Length..].SequenceEqual("--"u8)))
            {
                if (start >= 0)
                {
                    if (parts.Count == limit)
                    {
                        refusal = $"there are more than {limit} parts";
                        return null;
                    }
                    parts.Add(Body[start..Math.Max(start, BeforeBreak(lineStart))]);
                }
                start = next;
                if (line.Length > delimiter.Length) return parts;
            }
            lineStart = next;
        }
        refusal = start < 0 ? $"the boundary {boundary} never stands in the message" : $"the message ends without --{boundary}--";
        return null;
    }

    /// <summary>The body without its transfer encoding; null with a refusal.</summary>
    public byte[]? Decoded(out string? refusal)
    {
        refusal = null;
        switch (Encoding)
        {
            case "7bit" or "8bit" or "binary" or "":
                return Body;
            case "base64":
                byte[] decoded = new byte[(Body.Length / 4 * 3) + 3];
                string text = System.Text.Encoding.Latin1.GetString(Body);
                if (Convert.TryFromBase64String(text, decoded, out int length)) return decoded[..length];
                refusal = "the part says that it is base64, and is not";
                return null;
            case "quoted-printable":
                return QuotedPrintable(Body);
            default:
                refusal = "the part has a transfer encoding that MIME does not know";
                return null;
        }
    }

    // The line break before a boundary belongs to the boundary.
    private int BeforeBreak(int lineStart)
    {
        int end = lineStart;
        if (end > 0 && Body[end - 1] == '\n') end--;
        if (end > 0 && Body[end - 1] == '\r') end--;
        return end;
    }

    // One header with the lines that continue it; null at the blank line, or the end.
    private static string? Header(ReadOnlySpan<byte> data, ref int at)
    {
        var header = new StringBuilder();
        while (at < data.Length)
        {
            if (header.Length > 0 && data[at] is not ((byte)' ' or (byte)'\t')) break;
            int end = data[at..].IndexOf((byte)'\n');
            var line = end < 0 ? data[at..] : data.Slice(at, end);
            at = end < 0 ? data.Length : at + end + 1;
            line = line.TrimEnd((byte)'\r');
            if (line.IsEmpty) return header.Length > 0 ? header.ToString() : null;
            header.Append(System.Text.Encoding.UTF8.GetString(line.Length > 8192 ? line[..8192] : line));
            if (header.Length > 8192) break;
        }
        return header.Length > 0 ? header.ToString() : null;
    }

    private static string FirstWord(string value)
    {
        int end = value.IndexOfAny([';', ' ', '\t']);
        return end < 0 ? value : value[..end];
    }

    // name=token or name="text with \" in it", anywhere after a semicolon.
    private static string? Parameter(string value, string name)
    {
        for (int at = value.IndexOf(';', StringComparison.Ordinal); at >= 0;)
        {
            int equals = value.IndexOf('=', at);
            if (equals < 0) return null;
            string found = value[(at + 1)..equals].Trim();
            var text = new StringBuilder();
            int i = equals + 1;
            if (i < value.Length && value[i] == '"')
            {
                for (i++; i < value.Length && value[i] != '"'; i++) text.Append(value[i] == '\\' && i + 1 < value.Length ? value[++i] : value[i]);
            }
            else
            {
                for (; i < value.Length && value[i] != ';'; i++) text.Append(value[i]);
            }
            if (found.Equals(name, StringComparison.OrdinalIgnoreCase)) return text.ToString().Trim();
            at = i < value.Length ? value.IndexOf(';', i) : -1;
        }
        return null;
    }

    private static byte[] QuotedPrintable(ReadOnlySpan<byte> body)
    {
        var decoded = new byte[body.Length];
        int length = 0;
        for (int i = 0; i < body.Length; i++)
        {
            if (body[i] != '=') decoded[length++] = body[i];
            else if (i + 1 < body.Length && body[i + 1] == '\n') i++;
            else if (i + 2 < body.Length && body[i + 1] == '\r' && body[i + 2] == '\n') i += 2;
            else if (i + 2 < body.Length && char.IsAsciiHexDigit((char)body[i + 1]) && char.IsAsciiHexDigit((char)body[i + 2]))
            {
                decoded[length++] = (byte)((Nibble(body[i + 1]) << 4) | Nibble(body[i + 2]));
                i += 2;
            }
            else decoded[length++] = body[i];
        }
        return decoded[..length];
    }

    private static int Nibble(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
