namespace Daybreak.Simulator.Scenarios;

/// <summary>The settings of the metadata service.</summary>
public sealed record ImdsSettings
{
    /// <summary>The newest api-version, to simulate an older host; <see langword="null"/> for the newest published version.</summary>
    public string? NewestApiVersion { get; init; }

    /// <summary>Whether more than five requests per second from a VM are refused, as on the platform. Off for benchmarks with repeated runs.</summary>
    public bool RateLimited { get; init; } = true;

    /// <summary>How long after the start the service answers 410; at most 70 seconds according to the platform's documentation.</summary>
    public TimeSpan GoneFor { get; init; }

    /// <summary>The order of interfaces.</summary>
    public InterfaceOrder InterfaceOrder { get; init; }

    /// <summary>The time from the first report of Ready until a pre-provisioned VM is assigned to its user.</summary>
    public TimeSpan ReprovisionAfter { get; init; }

    /// <summary>Whether the service requires requests that the metadata proxy agent has signed.</summary>
    public bool SignedRequestsOnly { get; init; }
}

/// <summary>The order of interfaces in a document, which the platform does not guarantee.</summary>
public enum InterfaceOrder
{
    /// <summary>The scenario's order.</summary>
    Listed,

    /// <summary>The reverse order.</summary>
    Reversed,

    /// <summary>Rotated in each document.</summary>
    Varying,
}
