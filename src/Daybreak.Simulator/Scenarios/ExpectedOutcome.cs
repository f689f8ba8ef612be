namespace Daybreak.Simulator.Scenarios;

/// <summary>The expected outcome of a boot. Not every scenario ends with Ready, for example if the platform never answers.</summary>
public sealed record ExpectedOutcome
{
    /// <summary>The report that the platform is expected to receive.</summary>
    public ExpectedReport Report { get; init; } = ExpectedReport.Ready;

    /// <summary>A text that the report of NotReady must contain; <see langword="null"/> for any.</summary>
    public string? ReportContains { get; init; }

    /// <summary>Whether the VM's user is expected to log in by ssh.</summary>
    public ExpectedLogin Login { get; init; } = ExpectedLogin.Yes;

    /// <summary>A host name that a DHCP request must contain; <see langword="null"/> for no check.</summary>
    public string? HostName { get; init; }

    /// <summary>The maximum number of requests; <see langword="null"/> for no limit.</summary>
    public int? MaxRequests { get; init; }

    /// <summary>Whether the machine is expected to be fully provisioned, so that its inside can be checked.</summary>
    public bool IsFinished => Report == ExpectedReport.Ready && Login == ExpectedLogin.Yes;
}

/// <summary>The report that is expected from a VM.</summary>
public enum ExpectedReport
{
    /// <summary>Ready.</summary>
    Ready,

    /// <summary>NotReady, with a reason.</summary>
    NotReady,

    /// <summary>Requests, but no report that the platform accepts.</summary>
    None,
}

/// <summary>Whether the login is expected to succeed.</summary>
public enum ExpectedLogin
{
    /// <summary>The login succeeds.</summary>
    Yes,

    /// <summary>The login fails.</summary>
    No,

    /// <summary>Either, depending on the agent.</summary>
    Any,
}
