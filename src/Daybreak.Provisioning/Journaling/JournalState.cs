using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Journaling;

/// <summary>The state according to the journal. All lines are of one VM: another VM id begins a new journal.</summary>
/// <param name="Records">All readable lines, oldest first.</param>
public sealed record JournalState(IReadOnlyList<JournalRecord> Records)
{
    /// <summary>An empty journal.</summary>
    public static JournalState Empty { get; } = new([]);

    /// <summary>The last start of a run; null if there is none.</summary>
    public Started? LastStart => Records.OfType<Started>().LastOrDefault();

    /// <summary>The VM of that run; null if not known.</summary>
    public VmId? VmId => VmId.TryParse(LastStart?.VmId, out var id) ? id : null;

    /// <summary>The Ready report that the platform accepted for this VM; null if none.</summary>
    public Reported? AcceptedReady => Records.OfType<Reported>().LastOrDefault(report => report.State == "Ready");

    /// <summary>The failure of the last run; null if it did not fail.</summary>
    public Failed? LastFailure => Records.Count > 0 ? SinceLastStart().OfType<Failed>().LastOrDefault() : null;

    /// <summary>Whether the machine matched in the last run.</summary>
    public bool HasMatched => LastMatch is not null;

    /// <summary>The last match of the last run; null if none.</summary>
    internal Matched? LastMatch => SinceLastStart().OfType<Matched>().LastOrDefault();

    /// <summary>The timings of the last provisioning run, with its local phase; null if none has ended.</summary>
    public Timed? LastTimes
    {
        get
        {
            Timed? local = null, last = null;
            foreach (var times in Records.OfType<Timed>())
            {
                if (times.Kind == RunKind.Boot) continue;
                local = times.Kind == RunKind.Local ? times : last is { Kind: RunKind.Local } ? last : null;
                last = times;
            }
            return last is { Kind: RunKind.Whole } && local is not null ? Timeline.Join(local, last) : last;
        }
    }

    /// <summary>The timings of the last boot that made changes; null if none did.</summary>
    public Timed? LastBoot => Records.OfType<Timed>().LastOrDefault(times => times.Kind == RunKind.Boot);

    /// <summary>Whether this VM is provisioned and the platform has accepted its report.</summary>
    /// <param name="machine">The machine's VM id; null if it has none, and then the result is false.</param>
    public bool IsProvisioned(VmId? machine) => machine is not null && machine.Equals(VmId) && AcceptedReady is not null;

    private IEnumerable<JournalRecord> SinceLastStart()
    {
        int last = -1;
        for (int i = 0; i < Records.Count; i++)
            if (Records[i] is Started) last = i;
        return Records.Skip(last + 1);
    }
}
