using Daybreak.Simulator.Boot;
using Daybreak.Simulator.Boot.Reports;

namespace Daybreak.Simulator.Score;

/// <summary>The result of one agent in one scenario.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Record">The observations from outside.</param>
/// <param name="Assessed">The result of each duty, in the order of <see cref="Assessment.Duties"/>.</param>
public sealed record ScoredBoot(string Agent, string Scenario, BootRecord Record, IReadOnlyList<Assessed> Assessed)
{
    /// <summary>Seconds from the acknowledged lease to the accepted Ready; null if either is missing.</summary>
    public double? SecondsToReady => Record is { LeaseAcknowledged: { } lease, Report: { Ready: true } report } ? (report.ReceivedAt - lease).TotalSeconds : null;

    /// <summary>Seconds from the acknowledged lease to the first login; null if either is missing.</summary>
    public double? SecondsToLogin => Record is { LeaseAcknowledged: { } lease, Login.Time: { } login } ? (login - lease).TotalSeconds : null;

    /// <summary>The number of completed duties and of all duties.</summary>
    public (int Done, int Total) Points => (Assessed.Count(one => one.DutyResult == DutyResult.Done), Assessed.Count(one => one.DutyResult != DutyResult.None));

    /// <summary>The number of requests by operation, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Requests =>
        [.. Record.Requests.GroupBy(request => request.Operation ?? "not HTTP").Select(group => KeyValuePair.Create(group.Key, group.Count())).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)];

    /// <summary>The events of the boot.</summary>
    public IReadOnlyList<Moment> Timeline => Boot.Reports.Timeline.Of(Record);
}
