namespace Daybreak.Simulator.Boot;

/// <summary>A snapshot of what is known of a watched machine.</summary>
public sealed record WatchState
{
    // After repeated refusals for this long the account is considered missing. A server that is not listening yet does not count.
    private static readonly TimeSpan RefusalLimit = TimeSpan.FromSeconds(60);

    /// <summary>The time of the snapshot.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>When the machine was switched on.</summary>
    public required DateTimeOffset PoweredOn { get; init; }

    /// <summary>The last report that the platform accepted.</summary>
    public AcceptedReport? Report { get; init; }

    /// <summary>Whether the scenario has an account to log in to.</summary>
    public bool HasAccount { get; init; }

    /// <summary>When a login first succeeded.</summary>
    public DateTimeOffset? LoggedIn { get; init; }

    /// <summary>When a login was first refused after Ready.</summary>
    public DateTimeOffset? Refused { get; init; }

    /// <summary>Why the machine cannot succeed any more; <see langword="null"/> while it can.</summary>
    public string? FailureReason { get; init; }

    /// <summary>Whether the user has interrupted the run.</summary>
    public bool Interrupted { get; init; }

    /// <summary>How watching ended; <see langword="null"/> while it continues.</summary>
    public WatchEnd? End(ExpectedOutcome expected, BootRequest request)
    {
        // An unexpected report ends the watch. After the expected one, the login remains to be checked.
        if (Report is not null && (!expected.IsMetBy(Report) || !HasAccount || expected.Login == ExpectedLogin.Any || LoggedIn is not null)) return new WatchEnd(null, true);
        if (FailureReason is not null) return new WatchEnd(FailureReason, false);
        if (Interrupted) return new WatchEnd("the run was interrupted", false);
        if (Report is null)
            return Now - PoweredOn > request.TimeLimit ? new WatchEnd(FormattableString.Invariant($"the platform received no report within {request.TimeLimit.TotalSeconds} s"), true) : null;
        if (Refused is { } since && Now - since > RefusalLimit && Now - Report.ReceivedAt > RefusalLimit) return new WatchEnd("the login was refused repeatedly after the report", true);
        return Now - Report.ReceivedAt > request.LoginLimit ? new WatchEnd(FormattableString.Invariant($"the login did not succeed within {request.LoginLimit.TotalSeconds} s after the report"), true) : null;
    }
}

/// <summary>How watching ended.</summary>
/// <param name="Reason">Why it ended early; <see langword="null"/> if it did not.</param>
/// <param name="Complete">Whether the machine had its full time limit.</param>
public sealed record WatchEnd(string? Reason, bool Complete);
