using Daybreak.Simulator.Log;

namespace Daybreak.Simulator.Boot;

/// <summary>What was seen of a boot, from outside.</summary>
public sealed record BootRecord
{
    /// <summary>When the machine was switched on.</summary>
    public required DateTimeOffset PoweredOn { get; init; }

    /// <summary>When the kernel's first line came out of the console; null when none came.</summary>
    public DateTimeOffset? Kernel { get; init; }

    /// <summary>When the first lease was acknowledged.</summary>
    public DateTimeOffset? LeaseAcknowledged { get; init; }

    /// <summary>The address of the newest lease.</summary>
    public string? Address { get; init; }

    /// <summary>The host names in its DHCP requests, in order, each one once where it stands several times in a row.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>What it asked the platform.</summary>
    public IReadOnlyList<LogEntry> Requests { get; init; } = [];

    /// <summary>The last report that the platform accepted.</summary>
    public HealthReportHeard? Report { get; init; }

    /// <summary>How the login went; null when the scenario has no account.</summary>
    public LoginOutcome? Login { get; init; }

    /// <summary>Why the watching ended before all was seen that was to be seen; null when it did not.</summary>
    public string? Ended { get; init; }

    /// <summary>Whether the machine had all the time that it was to have: what it has not done by then, it does not do.</summary>
    public bool WatchedToEnd { get; init; } = true;

    /// <summary>When the first request of a kind came.</summary>
    public DateTimeOffset? First(string operation) =>
        Requests.Where(request => request.Operation == operation).Select(request => (DateTimeOffset?)HealthReportHeard.Time(request)).FirstOrDefault();
}

/// <summary>How logging in went.</summary>
/// <param name="User">The account.</param>
/// <param name="Means">key or password.</param>
/// <param name="Time">When it first went well; null when it never did.</param>
/// <param name="Said">What the client said to the last attempt that failed.</param>
public sealed record LoginOutcome(string User, string Means, DateTimeOffset? Time, string? Said)
{
    /// <summary>Whether it went well.</summary>
    public bool Works => Time is not null;
}
