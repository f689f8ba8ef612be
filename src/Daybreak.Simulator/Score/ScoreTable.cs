using Spectre.Console;

namespace Daybreak.Simulator.Score;

/// <summary>Formats the scores as a table for the terminal and for Markdown.</summary>
public static class ScoreTable
{
    private static readonly string[] Head = ["scenario", "agent", .. Assessment.Duties, "requests", "DHCP to Ready", "DHCP to login", "duties done"];

    /// <summary>The table for a terminal. It lists missed duties instead of a column per duty, to fit the width.</summary>
    public static Table ForTerminal(IReadOnlyList<ScoredBoot> boots)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("scenario", "agent", "duties", "missed", "requests", "to Ready", "to login");
        foreach (var boot in boots)
        {
            var missed = string.Join(", ", boot.Assessed.Where(one => one.DutyResult == DutyResult.Missed).Select(one => one.Duty));
            table.AddRow(
                new Text(boot.Scenario), new Text(boot.Agent), new Text(Points(boot)), new Text(missed, new Style(Color.Red)),
                new Text(boot.Record.Requests.Count.ToString(CultureInfo.InvariantCulture)), new Text(Seconds(boot.SecondsToReady)), new Text(Seconds(boot.SecondsToLogin)));
        }
        return table;
    }

    /// <summary>The document: a summary, the table and the findings on missed duties.</summary>
    public static string ForDocument(IReadOnlyList<ScoredBoot> boots)
    {
        var text = new StringBuilder();
        text.Append("| agent | duties done | boots that reached Ready | median DHCP to Ready | median DHCP to login | requests per boot |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var agent in boots.GroupBy(boot => boot.Agent))
        {
            var done = agent.Sum(boot => boot.Points.Done);
            var total = agent.Sum(boot => boot.Points.Total);
            text.Append(CultureInfo.InvariantCulture, $"| {agent.Key} | {done} of {total} | {agent.Count(boot => boot.SecondsToReady is not null)} of {agent.Count()} | {Seconds(Median(agent.Select(boot => boot.SecondsToReady)))} | {Seconds(Median(agent.Select(boot => boot.SecondsToLogin)))} | {agent.Average(boot => boot.Record.Requests.Count):F1} |\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"\n| {string.Join(" | ", Head)} |\n|{string.Concat(Enumerable.Repeat(" --- |", Head.Length))}\n");
        foreach (var boot in boots) text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Cells(boot))} |\n");
        text.Append("\n| scenario | agent | duty | finding |\n| --- | --- | --- | --- |\n");
        foreach (var boot in boots)
            foreach (var missed in boot.Assessed.Where(one => one.DutyResult == DutyResult.Missed))
                text.Append(CultureInfo.InvariantCulture, $"| {boot.Scenario} | {boot.Agent} | {missed.Duty} | {Cell(missed.Detail)} |\n");
        text.Append("\n| scenario | agent | requests |\n| --- | --- | --- |\n");
        foreach (var boot in boots)
            text.Append(CultureInfo.InvariantCulture, $"| {boot.Scenario} | {boot.Agent} | {string.Join(", ", boot.Requests.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}")))} |\n");
        return text.ToString();
    }

    private static IEnumerable<string> Cells(ScoredBoot boot)
    {
        yield return boot.Scenario;
        yield return boot.Agent;
        foreach (var assessed in boot.Assessed) yield return Cell(assessed.DutyResult);
        yield return boot.Record.Requests.Count.ToString(CultureInfo.InvariantCulture);
        yield return Seconds(boot.SecondsToReady);
        yield return Seconds(boot.SecondsToLogin);
        yield return Points(boot);
    }

    private static string Points(ScoredBoot boot) => string.Create(CultureInfo.InvariantCulture, $"{boot.Points.Done} of {boot.Points.Total}");

    private static string Cell(DutyResult mark) => mark switch { DutyResult.Done => "yes", DutyResult.Missed => "**no**", _ => "" };

    private static string Seconds(double? seconds) => seconds is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:F1} s") : "never";

    private static double? Median(IEnumerable<double?> values)
    {
        var known = values.OfType<double>().Order().ToList();
        return known.Count == 0 ? null : (known[(known.Count - 1) / 2] + known[known.Count / 2]) / 2;
    }

    // Escape text from a machine so that it stays within its cell.
    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ").Trim();
}
