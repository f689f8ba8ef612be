using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Boot;

/// <summary>What is known of a machine at one moment of watching it.</summary>
public sealed record WatchState
{
    // Who is refused for so long after the report has no account: a server that is not there yet is another matter.
    private static readonly TimeSpan RefusalLimit = TimeSpan.FromSeconds(60);

    /// <summary>The moment.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>When the machine was switched on.</summary>
    public required DateTimeOffset PoweredOn { get; init; }

    /// <summary>The last report that the platform accepted.</summary>
    public HealthReportHeard? Report { get; init; }

    /// <summary>Whether the scenario has an account to log in to.</summary>
    public bool HasAccount { get; init; }

    /// <summary>When the first login went well.</summary>
    public DateTimeOffset? LoggedIn { get; init; }

    /// <summary>When a login was refused first after Ready.</summary>
    public DateTimeOffset? Refused { get; init; }

    /// <summary>Why nothing can come of the machine any more; <see langword="null"/> while something can.</summary>
    public string? Hopeless { get; init; }

    /// <summary>Whether the one who started the watching has ended it.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Whether there is nothing left to wait for, and why; <see langword="null"/> while there is.</summary>
    public WatchEnd? End(ExpectedOutcome expected, BootRequest request)
    {
        // A report that is not the expected one decides it; the expected one leaves the login.
        if (Report is not null && (!expected.Wants(Report) || !HasAccount || expected.Login == ExpectedLogin.Any || LoggedIn is not null)) return new WatchEnd(null, true);
        if (Hopeless is not null) return new WatchEnd(Hopeless, false);
        if (Interrupted) return new WatchEnd("it was interrupted", false);
        if (Report is null)
            return Now - PoweredOn > request.TimeLimit ? new WatchEnd(FormattableString.Invariant($"the platform heard no report within {request.TimeLimit.TotalSeconds} s"), true) : null;
        if (Refused is { } since && Now - since > RefusalLimit && Now - Report.Heard > RefusalLimit) return new WatchEnd("the login was refused again and again after the report", true);
        return Now - Report.Heard > request.LoginLimit ? new WatchEnd(FormattableString.Invariant($"the login did not go well within {request.LoginLimit.TotalSeconds} s after the report"), true) : null;
    }
}

/// <summary>How the watching ended.</summary>
/// <param name="Reason">Why it ended before all was seen that was to be seen; <see langword="null"/> when it did not.</param>
/// <param name="Complete">Whether the machine had all the time that it was to have.</param>
public sealed record WatchEnd(string? Reason, bool Complete);
