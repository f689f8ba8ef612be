namespace Daybreak.Simulator.Hosting;

/// <summary>The answer to a request.</summary>
public sealed record Answer
{
    /// <summary>HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>Content-Type; <see langword="null"/> for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Further header fields.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The change of the host's state when the request is accepted. It is skipped if a fault refuses the request.</summary>
    public Action? Effect { get; init; }

    /// <summary>An answer with no body.</summary>
    public static Answer Empty(int status, params IReadOnlyList<KeyValuePair<string, string>> headers) => new() { Status = status, Headers = headers };

    /// <summary>An XML document in UTF-8.</summary>
    public static Answer Xml(int status, string document) => Of(status, "text/xml; charset=utf-8", document);

    /// <summary>A JSON document in UTF-8.</summary>
    public static Answer Json(int status, string document) => Of(status, "application/json; charset=utf-8", document);

    /// <summary>Text in UTF-8.</summary>
    public static Answer Text(int status, string text) => Of(status, "text/plain; charset=utf-8", text);

    private static Answer Of(int status, string contentType, string body) =>
        new() { Status = status, ContentType = contentType, Body = Encoding.UTF8.GetBytes(body) };
}
