namespace Daybreak.Simulator.Boot;

/// <summary>Compares a report with what a scenario expects.</summary>
public static class ExpectedOutcomeExtensions
{
    /// <summary>Whether this is the expected report.</summary>
    public static bool IsMetBy(this ExpectedOutcome expected, AcceptedReport report) => expected.Report switch
    {
        ExpectedReport.Ready => report.Ready,
        ExpectedReport.NotReady => !report.Ready && (expected.ReportContains is not { } text || report.Summary.Contains(text, StringComparison.Ordinal)),
        _ => false,
    };
}
