using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Daybreak.Simulator.Page;

/// <summary>Lets in what the page itself asks, and nothing that another site makes a browser ask.</summary>
/// <remarks>
/// The Host header must name the address that is listened on: a foreign name that was rebound to loopback is refused. What changes something needs the token
/// that only the page's own document holds, and the page's origin where the browser tells one.
/// </remarks>
internal sealed class Guard
{
    /// <summary>The header that carries the token.</summary>
    public const string TokenHeader = "X-Daybreak-Token";

    private const int TokenBytes = 32;

    private readonly HashSet<string> _hosts;

    /// <summary>For a page at an address, once its port is known.</summary>
    public Guard(IPEndPoint address) => _hosts = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { address.ToString(), FormattableString.Invariant($"localhost:{address.Port}") };

    /// <summary>The token, new with every start.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(TokenBytes * 2, lowercase: true);

    /// <summary>The status to refuse with, or 0.</summary>
    public int Judge(HttpRequest request)
    {
        if (!_hosts.Contains(request.Host.Value ?? "")) return StatusCodes.Status421MisdirectedRequest;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return 0;
        if (!HttpMethods.IsPost(request.Method)) return StatusCodes.Status405MethodNotAllowed;
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin && origin != $"http://{request.Host.Value}") return StatusCodes.Status403Forbidden;
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin")) return StatusCodes.Status403Forbidden;
        var given = Encoding.UTF8.GetBytes(request.Headers[TokenHeader].ToString());
        return CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(Token)) ? 0 : StatusCodes.Status403Forbidden;
    }
}
