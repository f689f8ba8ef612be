using System.Net;

namespace Daybreak.Simulator.Hosting;

/// <summary>A request as a service of the platform sees it.</summary>
public sealed record PlatformRequest
{
    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The target exactly as it was sent.</summary>
    public required string Target { get; init; }

    /// <summary>The path, percent-decoded.</summary>
    public required string Path { get; init; }

    /// <summary>The query; a name given twice has two values.</summary>
    public required IQueryCollection Query { get; init; }

    /// <summary>The header fields.</summary>
    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The body, at most <see cref="RequestBody.Limit"/> bytes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Who asks. A VM is known by its address, as on the real host.</summary>
    public required IPEndPoint Client { get; init; }

    /// <summary>Where the request arrived: the address that documents with links name.</summary>
    public required IPEndPoint Server { get; init; }

    /// <summary>The media type of the body without parameters, in lower case; empty without a header.</summary>
    public string MediaType => ((string?)Headers.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
}
