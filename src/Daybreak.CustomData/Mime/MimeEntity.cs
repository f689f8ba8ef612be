using Daybreak.Core;
using Daybreak.CustomData.Unpack;

namespace Daybreak.CustomData.Mime;

/// <summary>One entity of a MIME message (RFC 2045): its headers and its body.</summary>
/// <param name="Type">The media type in lower case; text/plain by default.</param>
/// <param name="Boundary">The boundary of a multipart entity.</param>
/// <param name="FileName">The file name; null for none.</param>
/// <param name="Encoding">The transfer encoding in lower case.</param>
/// <param name="Body">The body, still encoded.</param>
internal sealed record MimeEntity(string Type, string? Boundary, string? FileName, string Encoding, byte[] Body)
{
    private const int HeaderLimit = 64;

    public bool IsMultipart => Type.StartsWith("multipart/", StringComparison.Ordinal);

    public static Result<MimeEntity> Read(ReadOnlySpan<byte> data)
    {
        string type = "", encoding = "7bit";
        string? boundary = null, fileName = null, name = null;
        int at = 0;
        for (int count = 0; Header(data, ref at) is { } header; count++)
        {
            if (count == HeaderLimit) return Failure.Invalid($"there are more than {HeaderLimit} header lines");
            int colon = header.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) return Failure.Invalid("a header line has no colon, and no blank line ends the headers");
            string value = header[(colon + 1)..].Trim();
            switch (header[..colon].TrimEnd().ToLowerInvariant())
            {
                case "content-type":
                    type = FirstWord(value);
                    boundary = Parameter(value, "boundary");
                    name = Parameter(value, "name");
                    break;
                case "content-disposition":
                    fileName = Parameter(value, "filename");
                    break;
                case "content-transfer-encoding":
                    encoding = FirstWord(value);
                    break;
            }
        }
        return new MimeEntity(type.Length > 0 ? type : "text/plain", boundary, fileName ?? name, encoding, data[at..].ToArray());
    }

    /// <summary>The bodies between the boundaries (RFC 2046, 5.1.1).</summary>
    /// <param name="limit">The maximum number of bodies.</param>
    public Result<List<byte[]>> Parts(int limit)
    {
        if (Boundary is not { Length: > 0 and <= 70 } boundary)
            return Failure.Invalid("the Content-Type of a multipart message has no boundary of 1 to 70 characters");
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
                    if (parts.Count == limit) return Failure.Invalid($"there are more than {limit} parts");
                    parts.Add(Body[start..Math.Max(start, BeforeBreak(lineStart))]);
                }
                start = next;
                if (line.Length > delimiter.Length) return parts;
            }
            lineStart = next;
        }
        return Failure.Invalid(start < 0 ? $"the message does not contain its boundary {boundary}" : $"the message ends without --{boundary}--");
    }

    /// <summary>The body without its transfer encoding.</summary>
    public Result<byte[]> Decode() => Encoding switch
    {
        "7bit" or "8bit" or "binary" or "" => Body,
        "base64" => Base64Text.Decode(Body) is { } decoded ? decoded : Failure.Invalid("the part is not base64, but its Content-Transfer-Encoding is"),
        "quoted-printable" => QuotedPrintable(Body),
        _ => Failure.Invalid("the part has an unknown Content-Transfer-Encoding"),
    };

    // The line break before a boundary belongs to the boundary.
    private int BeforeBreak(int lineStart)
    {
        int end = lineStart;
        if (end > 0 && Body[end - 1] == '\n') end--;
        if (end > 0 && Body[end - 1] == '\r') end--;
        return end;
    }

    // One header with its continuation lines; null at the blank line or the end.
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
        return (end < 0 ? value : value[..end]).ToLowerInvariant();
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
                decoded[length++] = byte.Parse(body.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                i += 2;
            }
            else decoded[length++] = body[i];
        }
        return decoded[..length];
    }
}
