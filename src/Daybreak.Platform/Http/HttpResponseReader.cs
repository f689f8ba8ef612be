namespace Daybreak.Platform.Http;

/// <summary>Reads one HTTP/1.1 answer (RFC 9112) from a source that may be hostile.</summary>
/// <param name="receive">Fills a part of the buffer; 0 at the end of the stream.</param>
/// <param name="limits">The size limits.</param>
internal sealed class HttpResponseReader(HttpResponseReader.Receive receive, HttpLimits limits)
{
    /// <summary>Fills a part of the buffer; 0 at the end of the stream.</summary>
    public delegate int Receive(Span<byte> buffer);

    private readonly byte[] buffer = new byte[8192];
    private int start;
    private int end;
    private long lineBytes;
    private long lineLimit = limits.Head;

    /// <summary>Reads the answer.</summary>
    /// <exception cref="HttpFaultException">It is not HTTP, is too large, or ends early.</exception>
    public HttpResponse Read()
    {
        while (true)
        {
            int status = ReadStatusLine();
            var headers = ReadHeaders();
            // 1xx answers precede the final one (RFC 9110, 15.2).
            if (status < 200) continue;
            return new HttpResponse(status, headers, ReadBody(status, headers));
        }
    }

    private int ReadStatusLine()
    {
        string line = ReadLine();
        bool isHttp = line.StartsWith("HTTP/1.", StringComparison.Ordinal) && line.Length >= 12 && char.IsAsciiDigit(line[7]) && line[8] == ' ' && (line.Length == 12 || line[12] == ' ');
        if (!isHttp || !int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status) || status < 100)
            throw new HttpFaultException(HttpFault.NotHttp, $"the answer begins with {Shown(line)}; expected an HTTP status line");
        return status;
    }

    private List<(string Name, string Value)> ReadHeaders()
    {
        var headers = new List<(string, string)>();
        while (ReadLine() is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || line[colon - 1] is ' ' or '\t')
                throw new HttpFaultException(HttpFault.NotHttp, $"the answer has an invalid header {Shown(line)}");
            headers.Add((line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }
        return headers;
    }

    private byte[] ReadBody(int status, List<(string Name, string Value)> headers)
    {
        if (status is 204 or 304) return [];
        var body = new MemoryStream();
        string? encoding = Values(headers, "Transfer-Encoding");
        if (encoding is not null)
        {
            if (!encoding.Equals("chunked", StringComparison.OrdinalIgnoreCase))
                throw new HttpFaultException(HttpFault.NotHttp, $"the answer has the unsupported transfer encoding {Shown(encoding)}");
            ReadChunks(body);
        }
        else if (Values(headers, "Content-Length") is { } length)
        {
            ReadExactly(body, ParseLength(length));
        }
        else
        {
            ReadToEnd(body);
        }
        return body.ToArray();
    }

    private static string? Values(List<(string Name, string Value)> headers, string name)
    {
        string? found = null;
        foreach (var (known, value) in headers)
        {
            if (!known.Equals(name, StringComparison.OrdinalIgnoreCase) || value == found) continue;
            if (found is not null) throw new HttpFaultException(HttpFault.NotHttp, $"the answer has two different {name} headers");
            found = value;
        }
        return found;
    }

    private long ParseLength(string text)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length))
            throw new HttpFaultException(HttpFault.NotHttp, $"the answer has an invalid Content-Length {Shown(text)}");
        return length <= limits.Body ? length : throw BodyTooLarge();
    }

    private void ReadChunks(MemoryStream body)
    {
        // Small chunks have many size lines. Their total size has the same limit as the body.
        lineLimit += limits.Body;
        while (true)
        {
            string line = ReadLine();
            int extension = line.IndexOf(';', StringComparison.Ordinal);
            string digits = (extension < 0 ? line : line[..extension]).Trim();
            if (digits.Length > 8 || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint size))
                throw new HttpFaultException(HttpFault.NotHttp, $"the answer has an invalid chunk size {Shown(line)}");
            if (size == 0) break;
            if (size > limits.Body - body.Length) throw BodyTooLarge();
            ReadExactly(body, size);
            if (ReadLine().Length != 0) throw new HttpFaultException(HttpFault.NotHttp, "a chunk of the answer is longer than its size");
        }
        while (ReadLine().Length > 0)
        {
            // Ignore trailers.
        }
    }

    private void ReadExactly(MemoryStream body, long length)
    {
        while (length > 0)
        {
            if (start == end && !Fill())
                throw new HttpFaultException(HttpFault.ClosedEarly, $"the connection was closed {length} bytes before the end of the answer");
            int take = (int)Math.Min(length, end - start);
            body.Write(buffer, start, take);
            start += take;
            length -= take;
        }
    }

    private void ReadToEnd(MemoryStream body)
    {
        while (start < end || Fill())
        {
            body.Write(buffer, start, end - start);
            start = end;
            if (body.Length > limits.Body) throw BodyTooLarge();
        }
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        while (true)
        {
            if (start == end && !Fill())
                throw new HttpFaultException(HttpFault.ClosedEarly, lineBytes == 0 ? "the connection was closed without an answer" : "the connection was closed in the middle of the answer");
            byte next = buffer[start++];
            if (++lineBytes > lineLimit || line.Length > limits.Head)
                throw new HttpFaultException(HttpFault.TooLarge, $"the answer's headers are larger than {limits.Head} bytes");
            if (next == '\n') return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
            line.Append((char)next);
        }
    }

    private bool Fill()
    {
        start = 0;
        end = receive(buffer);
        return end > 0;
    }

    private HttpFaultException BodyTooLarge() => new(HttpFault.TooLarge, $"the answer is larger than {limits.Body} bytes");

    private static string Shown(string text)
    {
        var shown = new StringBuilder("\"");
        foreach (char character in text.Length > 40 ? text[..40] : text) shown.Append(character is >= ' ' and <= '~' ? character : '?');
        return shown.Append(text.Length > 40 ? "…\"" : "\"").ToString();
    }
}

/// <summary>A fault of one request; <see cref="PlainHttpClient"/> converts it to a value.</summary>
internal sealed class HttpFaultException(HttpFault fault, string detail) : Exception(detail)
{
    public HttpFault Fault => fault;
}
