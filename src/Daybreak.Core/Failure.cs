namespace Daybreak.Core;

/// <summary>Why something that can be expected to fail has failed: for the report, the journal and the operator.</summary>
/// <param name="Exit">The exit status that it leads to.</param>
/// <param name="Reason">The reason for the report, in the platform's documented words where there are some.</param>
/// <param name="Finding">One sentence for an operator: the source, the place, what was found, and what was expected.</param>
public sealed record Failure(ExitStatus Exit, string Reason, string Finding)
{
    /// <summary>The action after a platform that did not answer.</summary>
    public const string Retry = "restart the VM to try again";

    /// <summary>The action after invalid data of the platform, which no setting in the VM can fix.</summary>
    public const string Redeploy = "if a restart does not help, redeploy the VM";

    /// <summary>What to do; null if the finding says it. A run that continues does not show it.</summary>
    public string? Action { get; init; }

    /// <summary>The finding and the action.</summary>
    public string Message => Action is null ? Finding : $"{Finding}; {Action}";

    /// <summary>The step, or the part of the run, that failed; null while no step is known.</summary>
    public string? Step { get; init; }

    /// <summary>Supporting data for the report, the most useful first.</summary>
    public IReadOnlyList<(string Key, string Value)> Details { get; init; } = [];

    /// <summary>Whether the request named a goal state that is no longer the current one.</summary>
    public bool IsStale { get; init; }

    /// <summary>Whether a later attempt may succeed. Such a failure ends no wait before the deadline.</summary>
    public bool MayPass { get; init; }

    /// <summary>Whether the platform does not support the request, so that another protocol should be tried.</summary>
    public bool IsUnsupported { get; init; }

    /// <summary>The time that the platform asked the client to wait; null when it named none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>No usable answer before the deadline, or one that waiting cannot change.</summary>
    public static Failure Unreachable(string reason, string finding, string? action = null) => new(ExitStatus.Unreachable, reason, finding) { Action = action };

    /// <summary>An answer or a file with invalid data.</summary>
    public static Failure BadData(string reason, string finding, string? action = null) => new(ExitStatus.BadData, reason, finding) { Action = action };

    /// <summary>
    /// An invalid value. The message continues a sentence that begins with the source and the place, which the caller adds.
    /// </summary>
    public static Failure Invalid(string message) => BadData(message, message);

    /// <summary>An operation that the machine refused. The caller adds the step.</summary>
    public static Failure Refused(string message) => new(ExitStatus.CannotWrite, message, message);

    /// <summary>The same failure as one of a step or a part of the run.</summary>
    public Failure In(string step) => this with { Step = step, Details = [("step", step), ("detail", Message)] };
}

/// <summary>A value, or the reason why there is none.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value; null after a failure.</param>
/// <param name="Failure">The reason; null when there is a value.</param>
public sealed record Result<T>(T? Value, Failure? Failure)
    where T : class
{
    /// <summary>A value.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static implicit operator Result<T>(Failure failure) => new(null, failure);
}
