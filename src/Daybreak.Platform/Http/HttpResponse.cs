namespace Daybreak.Platform.Http;

/// <summary>A complete answer.</summary>
/// <param name="Status">100 to 999.</param>
/// <param name="Headers">In the order of the answer.</param>
/// <param name="Body">Decoded from chunks, at most the request's limit.</param>
public sealed record HttpResponse(int Status, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    /// <summary>The first value of a header, in any letter case; null if absent.</summary>
    public string? Header(string name)
    {
        foreach (var (known, value) in Headers)
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase)) return value;
        return null;
    }

    /// <summary>The status with its registered phrase, such as "503 Service Unavailable".</summary>
    public string StatusText => Status switch
    {
        200 => "200 OK",
        201 => "201 Created",
        202 => "202 Accepted",
        400 => "400 Bad Request",
        401 => "401 Unauthorized",
        403 => "403 Forbidden",
        404 => "404 Not Found",
        405 => "405 Method Not Allowed",
        408 => "408 Request Timeout",
        410 => "410 Gone",
        429 => "429 Too Many Requests",
        500 => "500 Internal Server Error",
        502 => "502 Bad Gateway",
        503 => "503 Service Unavailable",
        504 => "504 Gateway Timeout",
        _ => Status.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}

/// <summary>Why there is no answer.</summary>
public enum HttpFault
{
    /// <summary>The connection was refused: no program listens on the port.</summary>
    Refused,

    /// <summary>The kernel has no route to the address, or the network is down.</summary>
    NoRoute,

    /// <summary>A route prohibits the connection: systemd 261 and later allow IMDS only to processes that use its mark.</summary>
    Prohibited,

    /// <summary>The connection timed out.</summary>
    ConnectTimeout,

    /// <summary>The connection was reset.</summary>
    Reset,

    /// <summary>The server closed the connection before the end of the answer.</summary>
    ClosedEarly,

    /// <summary>Connected, but the answer was not complete in time.</summary>
    AnswerTimeout,

    /// <summary>The answer exceeds the size limit.</summary>
    TooLarge,

    /// <summary>The answer is not HTTP.</summary>
    NotHttp,

    /// <summary>The local kernel returned an error, such as no permission or out of resources.</summary>
    Local,
}

/// <summary>An answer, or why there is none.</summary>
/// <param name="Response">The answer.</param>
/// <param name="Fault">Why there is none.</param>
/// <param name="Detail">The status, or the reason, as a part of a sentence.</param>
public sealed record HttpOutcome(HttpResponse? Response, HttpFault? Fault, string Detail)
{
    /// <summary>An answer.</summary>
    public static HttpOutcome Answer(HttpResponse response) => new(response, null, response.StatusText);

    /// <summary>No answer.</summary>
    public static HttpOutcome None(HttpFault fault, string detail) => new(null, fault, detail);
}
