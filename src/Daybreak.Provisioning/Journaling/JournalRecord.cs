using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Journaling;

/// <summary>One line of the journal. Together they are what the machine itself cannot show.</summary>
/// <param name="Time">When, by the wall clock, which may be wrong at a first boot.</param>
public abstract record JournalRecord(DateTimeOffset Time);

/// <summary>A provisioning began.</summary>
/// <param name="Time">When.</param>
/// <param name="VmId">The VM's identity; null when it is not known: a missing or all-zero id is never recorded.</param>
/// <param name="Version">Of the agent.</param>
public sealed record Started(DateTimeOffset Time, string? VmId, string Version) : JournalRecord(Time);

/// <summary>The machine matches the specification, durably. What is left is the report.</summary>
/// <param name="Time">When.</param>
/// <param name="Changes">How many changes it took in this run.</param>
public sealed record Matched(DateTimeOffset Time, int Changes) : JournalRecord(Time);

/// <summary>The platform has accepted a report.</summary>
/// <param name="Time">When.</param>
/// <param name="State">"Ready" or "NotReady".</param>
/// <param name="Answer">The answer's status, such as "200 OK".</param>
public sealed record Reported(DateTimeOffset Time, string State, string Answer) : JournalRecord(Time);

/// <summary>A run failed.</summary>
/// <param name="Time">When.</param>
/// <param name="Step">The step, or the part of the flow.</param>
/// <param name="Sentence">Why, for an operator.</param>
/// <param name="Exit">The exit status.</param>
public sealed record Failed(DateTimeOffset Time, string Step, string Sentence, ExitStatus Exit) : JournalRecord(Time);

/// <summary>Where the time of one run went.</summary>
/// <param name="Time">When it ended.</param>
/// <param name="UptimeAtStart">How long the machine had been up when the run began, in milliseconds; null when not known.</param>
/// <param name="Spans">In the order they began.</param>
/// <param name="Kind">Which kind of run it was.</param>
public sealed record Timed(DateTimeOffset Time, double? UptimeAtStart, IReadOnlyList<TimeSpent> Spans, RunKind Kind = RunKind.Whole) : JournalRecord(Time);

/// <summary>The kinds of runs whose time is kept.</summary>
public enum RunKind
{
    /// <summary>A provisioning, up to its report.</summary>
    Whole,

    /// <summary>The local phase of one; the rest follows.</summary>
    Local,

    /// <summary>What a later boot found to do.</summary>
    Boot,
}
