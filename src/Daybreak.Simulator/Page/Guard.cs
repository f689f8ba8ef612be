namespace Daybreak.Simulator.Page;

/// <summary>Allows requests from the page itself and rejects those that other sites make a browser send.</summary>
/// <remarks>
/// The Host header must name the server's address, which prevents DNS rebinding. Changes require the token, which only the page's own
/// document contains, and the page's origin if the browser sends one.
/// </remarks>
internal sealed class Guard
{
    /// <summary>The header with the token.</summary>
    public const string TokenHeader = "X-Daybreak-Token";

    private const int TokenBytes = 32;

    private readonly HashSet<string> _hosts;

    /// <summary>Creates the guard for a page's address.</summary>
    public Guard(IPEndPoint address) => _hosts = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { address.ToString(), FormattableString.Invariant($"localhost:{address.Port}") };

    /// <summary>The token, which is new in each run.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(TokenBytes * 2, lowercase: true);

    /// <summary>The status to refuse a request with, or 0.</summary>
    public int Check(HttpRequest request)
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
