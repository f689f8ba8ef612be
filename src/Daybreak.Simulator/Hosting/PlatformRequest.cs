namespace Daybreak.Simulator.Hosting;

/// <summary>A request as the platform's services see it.</summary>
public sealed record PlatformRequest
{
    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The target as sent.</summary>
    public required string Target { get; init; }

    /// <summary>The path, percent-decoded.</summary>
    public required string Path { get; init; }

    /// <summary>The query; a repeated name has several values.</summary>
    public required IQueryCollection Query { get; init; }

    /// <summary>The header fields.</summary>
    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The body, at most <see cref="RequestBody.Limit"/> bytes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The client's address, which identifies the VM, as on the real host.</summary>
    public required IPEndPoint Client { get; init; }

    /// <summary>The server's address, which links in documents refer to.</summary>
    public required IPEndPoint Server { get; init; }

    /// <summary>The body's media type in lower case without parameters; empty without a Content-Type.</summary>
    public string MediaType => ((string?)Headers.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
}
