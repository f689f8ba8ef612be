using Daybreak.Machine.Identity;

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
    public bool HasMatched => SinceLastStart().OfType<Matched>().Any();

    /// <summary>Where the last run's time went; null when it did not end.</summary>
    public Timed? LastTimes => Records.OfType<Timed>().LastOrDefault();

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
