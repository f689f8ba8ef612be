using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Journaling;

/// <summary>One line of the journal.</summary>
/// <param name="Time">The wall clock time, which may be wrong at a first boot.</param>
public abstract record JournalRecord(DateTimeOffset Time);

/// <summary>A provisioning run began.</summary>
/// <param name="Time">When.</param>
/// <param name="VmId">The VM id; null if not known. An all-zero id is not recorded.</param>
/// <param name="Version">The version of Daybreak.</param>
public sealed record Started(DateTimeOffset Time, string? VmId, string Version) : JournalRecord(Time);

/// <summary>The machine matches the specification durably. Only the report is missing.</summary>
/// <param name="Time">When.</param>
/// <param name="Changes">The number of changes in this run.</param>
public sealed record Matched(DateTimeOffset Time, int Changes) : JournalRecord(Time);

/// <summary>The platform has accepted a report.</summary>
/// <param name="Time">When.</param>
/// <param name="State">"Ready" or "NotReady".</param>
/// <param name="Answer">The status of the response, such as "200 OK".</param>
public sealed record Reported(DateTimeOffset Time, string State, string Answer) : JournalRecord(Time);

/// <summary>A run failed.</summary>
/// <param name="Time">When.</param>
/// <param name="Step">The step, or the part of the run.</param>
/// <param name="Sentence">The reason, for an operator.</param>
/// <param name="Exit">The exit status.</param>
public sealed record Failed(DateTimeOffset Time, string Step, string Sentence, ExitStatus Exit) : JournalRecord(Time);

/// <summary>The timings of one run.</summary>
/// <param name="Time">When it ended.</param>
/// <param name="UptimeAtStart">The machine's uptime at the start of the run, in milliseconds; null if not known.</param>
/// <param name="Spans">The measured parts, by start.</param>
/// <param name="Kind">The kind of run.</param>
public sealed record Timed(DateTimeOffset Time, double? UptimeAtStart, IReadOnlyList<TimeSpent> Spans, RunKind Kind = RunKind.Whole) : JournalRecord(Time);

/// <summary>The kinds of runs whose timings are recorded.</summary>
public enum RunKind
{
    /// <summary>A provisioning run, up to its report.</summary>
    Whole,

    /// <summary>The local phase of a provisioning run.</summary>
    Local,

    /// <summary>A later boot that made changes.</summary>
    Boot,
}
