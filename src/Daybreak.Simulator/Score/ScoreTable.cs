using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Daybreak.Simulator.Score;

/// <summary>The scores as a table: on a terminal and in Markdown, with the same cells.</summary>
public static class ScoreTable
{
    private static readonly string[] Head = ["scenario", "agent", .. Assessment.Duties, "requests", "DHCP to Ready", "DHCP to login", "points"];

    /// <summary>For a terminal.</summary>
    public static Table ForTerminal(IReadOnlyList<ScoredBoot> boots)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var name in Head) table.AddColumn(new TableColumn(Markup.Escape(name)));
        foreach (var boot in boots) table.AddRow([.. Cells(boot, Coloured).Select(cell => new Markup(cell))]);
        return table;
    }

    /// <summary>For a document: the sums, the table, and what was missed.</summary>
    public static string ForDocument(IReadOnlyList<ScoredBoot> boots)
    {
        var text = new StringBuilder();
        text.Append("| agent | duties done | boots that reached Ready | median DHCP to Ready | median DHCP to login | requests a boot |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var agent in boots.GroupBy(boot => boot.Agent))
        {
            var done = agent.Sum(boot => boot.Points.Done);
            var asked = agent.Sum(boot => boot.Points.Asked);
            text.Append(CultureInfo.InvariantCulture, $"| {agent.Key} | {done} of {asked} | {agent.Count(boot => boot.SecondsToReady is not null)} of {agent.Count()} | {Seconds(Median(agent.Select(boot => boot.SecondsToReady)))} | {Seconds(Median(agent.Select(boot => boot.SecondsToLogin)))} | {agent.Average(boot => boot.Record.Requests.Count):F1} |\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"\n| {string.Join(" | ", Head)} |\n|{string.Concat(Enumerable.Repeat(" --- |", Head.Length))}\n");
        foreach (var boot in boots) text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Cells(boot, Plain))} |\n");
        text.Append("\n| scenario | agent | duty | what was found |\n| --- | --- | --- | --- |\n");
        foreach (var boot in boots)
            foreach (var missed in boot.Assessed.Where(one => one.Mark == Mark.Missed))
                text.Append(CultureInfo.InvariantCulture, $"| {boot.Scenario} | {boot.Agent} | {missed.Duty} | {Cell(missed.Detail)} |\n");
        text.Append("\n| scenario | agent | requests |\n| --- | --- | --- |\n");
        foreach (var boot in boots)
            text.Append(CultureInfo.InvariantCulture, $"| {boot.Scenario} | {boot.Agent} | {string.Join(", ", boot.Requests.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}")))} |\n");
        return text.ToString();
    }

    private static IEnumerable<string> Cells(ScoredBoot boot, Func<Mark, string> mark)
    {
        yield return boot.Scenario;
        yield return boot.Agent;
        foreach (var assessed in boot.Assessed) yield return mark(assessed.Mark);
        yield return boot.Record.Requests.Count.ToString(CultureInfo.InvariantCulture);
        yield return Seconds(boot.SecondsToReady);
        yield return Seconds(boot.SecondsToLogin);
        yield return string.Create(CultureInfo.InvariantCulture, $"{boot.Points.Done}/{boot.Points.Asked}");
    }

    private static string Plain(Mark mark) => mark switch { Mark.Done => "yes", Mark.Missed => "**no**", _ => "" };

    private static string Coloured(Mark mark) => mark switch { Mark.Done => "[green]yes[/]", Mark.Missed => "[red]no[/]", _ => "" };

    private static string Seconds(double? seconds) => seconds is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:F1} s") : "never";

    private static double? Median(IEnumerable<double?> values)
    {
        var known = values.OfType<double>().Order().ToList();
        return known.Count == 0 ? null : (known[(known.Count - 1) / 2] + known[known.Count / 2]) / 2;
    }

    // What a machine said goes into a table's cell: one line, and no column of its own.
    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ").Trim();
}
