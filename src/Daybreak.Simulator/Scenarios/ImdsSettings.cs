namespace Daybreak.Simulator.Scenarios;

/// <summary>What is special about this host's metadata service.</summary>
public sealed record ImdsSettings
{
    /// <summary>The newest api-version that the service knows, for playing an older host; <see langword="null"/> for the newest published one.</summary>
    public string? NewestApiVersion { get; init; }

    /// <summary>Whether a VM that asks more than five times a second is refused, as on the platform. Off for measurements, where one run follows another.</summary>
    public bool RateLimited { get; init; } = true;

    /// <summary>How long after the start the service answers 410; the platform's documentation names 70 seconds as the most.</summary>
    public TimeSpan GoneFor { get; init; }

    /// <summary>The order in which interfaces are listed.</summary>
    public InterfaceOrder InterfaceOrder { get; init; }

    /// <summary>How long after the first report of Ready a pre-provisioned VM is given to its user.</summary>
    public TimeSpan ReprovisionAfter { get; init; }

    /// <summary>Whether the service asks for requests that the metadata proxy agent has signed.</summary>
    public bool SignedRequestsOnly { get; init; }
}

/// <summary>The order of interfaces in a document, which the platform does not promise.</summary>
public enum InterfaceOrder
{
    /// <summary>As the scenario lists them.</summary>
    Listed,

    /// <summary>The other way round.</summary>
    Reversed,

    /// <summary>Each document begins with another one.</summary>
    Varying,
}
