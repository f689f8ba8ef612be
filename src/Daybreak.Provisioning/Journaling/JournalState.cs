using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Journaling;

/// <summary>What the journal's lines come to. They are all of one VM: another VM id begins a new journal.</summary>
/// <param name="Records">All readable lines, oldest first.</param>
public sealed record JournalState(IReadOnlyList<JournalRecord> Records)
{
    /// <summary>An empty journal.</summary>
    public static JournalState Empty { get; } = new([]);

    /// <summary>The last run that began; null when none did.</summary>
    public Started? LastStart => Records.OfType<Started>().LastOrDefault();

    /// <summary>The VM that it was for; null when it was not known.</summary>
    public VmId? VmId => VmId.TryParse(LastStart?.VmId, out var id) ? id : null;

    /// <summary>The report of Ready that the platform has accepted for that VM; null when it has accepted none.</summary>
    public Reported? AcceptedReady => Records.OfType<Reported>().LastOrDefault(report => report.State == "Ready");

    /// <summary>Why the last run failed; null when it did not.</summary>
    public Failed? LastFailure => Records.Count > 0 ? SinceLastStart().OfType<Failed>().LastOrDefault() : null;

    /// <summary>Whether the last run made the machine match.</summary>
    public bool HasMatched => LastMatch is not null;

    /// <summary>The last time that the last run made the machine match; null when it has not.</summary>
    internal Matched? LastMatch => SinceLastStart().OfType<Matched>().LastOrDefault();

    /// <summary>Where the last provisioning's time went, the local phase before it included; null when none has ended.</summary>
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

    /// <summary>Where the time of the last boot went that had something to do; null when none had.</summary>
    public Timed? LastBoot => Records.OfType<Timed>().LastOrDefault(times => times.Kind == RunKind.Boot);

    /// <summary>Whether this VM has been provisioned and the platform knows it.</summary>
    /// <param name="machine">The machine's own id; null when it shows none, and then nothing can be known.</param>
    public bool IsProvisioned(VmId? machine) => machine is not null && machine.Equals(VmId) && AcceptedReady is not null;

    private IEnumerable<JournalRecord> SinceLastStart()
    {
        int last = -1;
        for (int i = 0; i < Records.Count; i++)
            if (Records[i] is Started) last = i;
        return Records.Skip(last + 1);
    }
}
