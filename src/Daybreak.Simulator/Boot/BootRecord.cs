namespace Daybreak.Simulator.Boot;

/// <summary>What was observed of a boot from outside the machine.</summary>
public sealed record BootRecord
{
    /// <summary>When the machine was switched on.</summary>
    public required DateTimeOffset PoweredOn { get; init; }

    /// <summary>When the kernel's first line appeared on the console; null if none appeared.</summary>
    public DateTimeOffset? Kernel { get; init; }

    /// <summary>When the first lease was acknowledged.</summary>
    public DateTimeOffset? LeaseAcknowledged { get; init; }

    /// <summary>The address of the latest lease.</summary>
    public string? Address { get; init; }

    /// <summary>The host names in its DHCP requests, in order, without consecutive duplicates.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>The requests that the platform received.</summary>
    public IReadOnlyList<LogEntry> Requests { get; init; } = [];

    /// <summary>The last report that the platform accepted.</summary>
    public AcceptedReport? Report { get; init; }

    /// <summary>The outcome of the login; null when the scenario has no account.</summary>
    public LoginOutcome? Login { get; init; }

    /// <summary>Why watching ended early; null if it did not.</summary>
    public string? Ended { get; init; }

    /// <summary>Whether the machine had its full time limit. Only then does a missing event prove anything.</summary>
    public bool WatchedToEnd { get; init; } = true;

    /// <summary>When the first request with this operation arrived.</summary>
    public DateTimeOffset? First(string operation) =>
        Requests.Where(request => request.Operation == operation).Select(request => (DateTimeOffset?)AcceptedReport.Time(request)).FirstOrDefault();
}

/// <summary>The outcome of the ssh login.</summary>
/// <param name="User">The account.</param>
/// <param name="Means">key or password.</param>
/// <param name="Time">When it first succeeded; null if it never did.</param>
/// <param name="Error">The error message of the last failed attempt.</param>
public sealed record LoginOutcome(string User, string Means, DateTimeOffset? Time, string? Error)
{
    /// <summary>Whether it succeeded.</summary>
    public bool Works => Time is not null;
}
