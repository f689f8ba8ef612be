namespace Daybreak.Simulator.Scenarios;

/// <summary>What a boot of the scenario's VM is to come to. Not every scenario is meant to end with Ready: a platform that never answers cannot hear it.</summary>
public sealed record ExpectedOutcome
{
    /// <summary>What the platform is to hear.</summary>
    public ExpectedReport Report { get; init; } = ExpectedReport.Ready;

    /// <summary>What the report of NotReady has to contain; <see langword="null"/> for anything.</summary>
    public string? ReportContains { get; init; }

    /// <summary>Whether the VM's user is to get in by ssh.</summary>
    public ExpectedLogin Login { get; init; } = ExpectedLogin.Yes;

    /// <summary>The host name that a DHCP request has to bear; <see langword="null"/> when that is not looked at.</summary>
    public string? HostName { get; init; }

    /// <summary>How many requests the VM may make at most; <see langword="null"/> for as many as it likes.</summary>
    public int? MaxRequests { get; init; }

    /// <summary>Whether the machine is to be as its user ordered it: only then is there anything to look at from within.</summary>
    public bool IsFinished => Report == ExpectedReport.Ready && Login == ExpectedLogin.Yes;
}

/// <summary>What the platform is to hear of a VM.</summary>
public enum ExpectedReport
{
    /// <summary>Ready.</summary>
    Ready,

    /// <summary>NotReady, with a reason.</summary>
    NotReady,

    /// <summary>No report that it could accept, although the VM asked it for something.</summary>
    None,
}

/// <summary>Whether somebody is to get in.</summary>
public enum ExpectedLogin
{
    /// <summary>The user gets in.</summary>
    Yes,

    /// <summary>The user does not get in.</summary>
    No,

    /// <summary>It depends on the agent, and either is right.</summary>
    Any,
}
