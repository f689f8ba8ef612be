using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Boot;

/// <summary>Compares what was heard with what a scenario expects.</summary>
public static class Wanting
{
    /// <summary>Whether a report is the expected one.</summary>
    public static bool Wants(this ExpectedOutcome expected, HealthReportHeard report) => expected.Report switch
    {
        ExpectedReport.Ready => report.Ready,
        ExpectedReport.NotReady => !report.Ready && (expected.ReportContains is not { } text || report.Words.Contains(text, StringComparison.Ordinal)),
        _ => false,
    };
}
