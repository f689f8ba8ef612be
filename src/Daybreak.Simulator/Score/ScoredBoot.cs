using Daybreak.Simulator.Boot;
using Daybreak.Simulator.Boot.Reports;

namespace Daybreak.Simulator.Score;

/// <summary>One agent in one scenario.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Record">What was seen from outside.</param>
/// <param name="Assessed">How each duty was done, in the order of <see cref="Assessment.Duties"/>.</param>
public sealed record ScoredBoot(string Agent, string Scenario, BootRecord Record, IReadOnlyList<Assessed> Assessed)
{
    /// <summary>Seconds from the acknowledgement of the lease to the accepted Ready; null without both.</summary>
    public double? SecondsToReady => Record is { LeaseAcknowledged: { } lease, Report: { Ready: true } report } ? (report.Heard - lease).TotalSeconds : null;

    /// <summary>Seconds from the acknowledgement of the lease to the first login; null without both.</summary>
    public double? SecondsToLogin => Record is { LeaseAcknowledged: { } lease, Login.Time: { } login } ? (login - lease).TotalSeconds : null;

    /// <summary>How many duties were done, and how many there were.</summary>
    public (int Done, int Asked) Points => (Assessed.Count(one => one.Mark == Mark.Done), Assessed.Count(one => one.Mark != Mark.None));

    /// <summary>How often each thing was asked, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Requests =>
        [.. Record.Requests.GroupBy(request => request.Operation ?? "not HTTP").Select(group => KeyValuePair.Create(group.Key, group.Count())).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)];

    /// <summary>The moments of the boot.</summary>
    public IReadOnlyList<Moment> Timeline => Boot.Reports.Timeline.Of(Record);
}
