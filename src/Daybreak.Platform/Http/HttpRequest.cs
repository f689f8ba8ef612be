using System.Net;
using System.Net.Sockets;

namespace Daybreak.Platform.Http;

/// <summary>The destination of a request: always an IP address, never a name, never a proxy.</summary>
/// <param name="Address">IPv4 or IPv6.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record HttpEndpoint(IPAddress Address, int Port)
{
    /// <summary>The Host header: without the port if it is 80.</summary>
    public string Authority
    {
        get
        {
            string address = Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Address}]" : Address.ToString();
            return Port == 80 ? address : $"{address}:{Port}";
        }
    }

    /// <summary>Reads "http://ADDRESS[:PORT]" or "ADDRESS[:PORT]", with an IPv6 address in brackets.</summary>
    /// <returns>Null for anything else, such as a host name or https.</returns>
    public static HttpEndpoint? Parse(string text)
    {
        string rest = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? text["http://".Length..] : text;
        if (rest.EndsWith('/')) rest = rest[..^1];
        int port = 80;
        int colon = rest.LastIndexOf(':');
        if (colon > rest.LastIndexOf(']') && (rest.StartsWith('[') || rest.IndexOf(':', StringComparison.Ordinal) == colon))
        {
            if (!int.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is 0 or > 65535) return null;
            rest = rest[..colon];
        }
        return ParseAddress(rest) is { } address ? new HttpEndpoint(address, port) : null;
    }

    /// <summary>"http://ADDRESS[:PORT]".</summary>
    public override string ToString() => $"http://{Authority}";

    private static IPAddress? ParseAddress(string text)
    {
        bool isBracketed = text.StartsWith('[') && text.EndsWith(']');
        string plain = isBracketed ? text[1..^1] : text;
        if (plain.AsSpan().ContainsAny("[]%") || !IPAddress.TryParse(plain, out var address)) return null;
        if (isBracketed) return address.AddressFamily == AddressFamily.InterNetworkV6 ? address : null;
        // inet_aton(3) also accepts "127.1", "0x7f.0.0.1" and octal digits. Accept only the usual form.
        return address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == plain ? address : null;
    }
}

/// <summary>One HTTP/1.1 request.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Endpoint">The destination.</param>
/// <param name="Target">Path and query; begins with "/".</param>
/// <param name="Headers">Without Host, Connection and Content-Length, which are added.</param>
/// <param name="Body">Null for none.</param>
public sealed record HttpRequest(string Method, HttpEndpoint Endpoint, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body = null)
{
    /// <summary>The firewall mark (SO_MARK, socket(7)) for a second attempt if a route prohibits the connection; null for none.</summary>
    public uint? MarkWhenProhibited { get; init; }

    /// <summary>"GET http://169.254.169.254/metadata/…", for messages.</summary>
    public override string ToString() => $"{Method} {Endpoint}{Target}";

    internal byte[] Serialize()
    {
        var head = new StringBuilder()
            .Append(Method).Append(' ').Append(Target).Append(" HTTP/1.1\r\n")
            .Append("Host: ").Append(Endpoint.Authority).Append("\r\nConnection: close\r\n");
        foreach (var (name, value) in Headers) head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (Body is not null) head.Append("Content-Length: ").Append(Body.Length).Append("\r\n");
        head.Append("\r\n");
        byte[] headBytes = Encoding.ASCII.GetBytes(head.ToString());
        return Body is null ? headBytes : [.. headBytes, .. Body];
    }
}
