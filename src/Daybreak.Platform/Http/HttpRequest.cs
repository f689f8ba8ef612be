using System.Net;
using System.Text;

namespace Daybreak.Platform.Http;

/// <summary>Where a request goes: always an IP address, never a name, never a proxy.</summary>
/// <param name="Address">IPv4 or IPv6.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record HttpEndpoint(IPAddress Address, int Port)
{
    /// <summary>As the Host header shows it: no port when it is 80.</summary>
    public string Authority
    {
        get
        {
            string address = Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{Address}]" : Address.ToString();
            return Port == 80 ? address : $"{address}:{Port}";
        }
    }

    /// <summary>Reads "http://ADDRESS[:PORT]" or "ADDRESS[:PORT]".</summary>
    /// <returns>Null when it is neither: host names and https are not what the platform is.</returns>
    public static HttpEndpoint? Parse(string text)
    {
        string rest = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? text["http://".Length..] : text;
        rest = rest.TrimEnd('/');
        if (rest.Contains('/', StringComparison.Ordinal)) return null;
        if (IPAddress.TryParse(rest.Trim('[', ']'), out var alone) && (rest.StartsWith('[') || !rest.Contains(':', StringComparison.Ordinal)))
            return new HttpEndpoint(alone, 80);
        return IPEndPoint.TryParse(rest, out var both) && both.Port is > 0 and <= 65535 ? new HttpEndpoint(both.Address, both.Port) : null;
    }

    /// <summary>"http://ADDRESS[:PORT]".</summary>
    public override string ToString() => $"http://{Authority}";
}

/// <summary>One HTTP/1.1 request.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Endpoint">To whom.</param>
/// <param name="Target">Path and query, beginning with "/".</param>
/// <param name="Headers">Beside Host, Connection and Content-Length, which are added.</param>
/// <param name="Body">Null for none.</param>
public sealed record HttpRequest(string Method, HttpEndpoint Endpoint, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body = null)
{
    /// <summary>
    /// The firewall mark (SO_MARK, socket(7)) to try again with where a route forbids the connection; null for none.
    /// </summary>
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
