namespace Daybreak.Platform.Http;

/// <summary>The maximum size of an answer and the maximum time of a request.</summary>
public sealed record HttpLimits
{
    /// <summary>Status line and headers together, in bytes. The platform sends a few hundred.</summary>
    public int Head { get; init; } = 16 * 1024;

    /// <summary>The body in bytes. A goal state has 3 KB, an instance document with many disks and interfaces 30 KB.</summary>
    public int Body { get; init; } = 1024 * 1024;

    /// <summary>From the first packet to the connection.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the first packet to the last byte of the answer.</summary>
    public TimeSpan Whole { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The default limits.</summary>
    public static HttpLimits Default { get; } = new();
}
