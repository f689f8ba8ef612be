using Daybreak.Provisioning.Runs;

namespace Daybreak.Provisioning.Timing;

/// <summary>Formats a run's timeline as text, JSON, or SVG.</summary>
public static class TimelineText
{
    private const int BarColumns = 40;

    /// <summary>One line per part: name, start, duration, bar.</summary>
    public static string Lines(Timed times)
    {
        double whole = Whole(times);
        int width = "total".Length;
        foreach (var span in times.Spans) width = Math.Max(width, span.Name.Length);
        var text = new StringBuilder();
        foreach (var span in times.Spans)
        {
            int from = (int)Math.Round(span.StartMilliseconds / whole * BarColumns);
            int length = Math.Max(1, (int)Math.Round(span.Milliseconds / whole * BarColumns));
            string bar = new string(' ', Math.Min(from, BarColumns - 1)) + new string('█', Math.Min(length, BarColumns - Math.Min(from, BarColumns - 1)));
            text.Append(CultureInfo.InvariantCulture, $"{span.Name.PadRight(width)}  {span.StartMilliseconds,9:0.0} ms  {span.Milliseconds,9:0.0} ms  |{bar.PadRight(BarColumns)}|\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"{"total".PadRight(width)}  {0.0,9:0.0} ms  {whole,9:0.0} ms\n");
        if (times.UptimeAtStart is { } uptime) text.Append(CultureInfo.InvariantCulture, $"the run began {uptime / 1000:0.0} s after the kernel\n");
        return text.ToString();
    }

    /// <summary>The timeline as JSON, in milliseconds.</summary>
    /// <param name="times">The timeline.</param>
    /// <param name="phases">The phase of each part; null for none.</param>
    public static byte[] Json(Timed times, IReadOnlyList<RunPhase?> phases) => JsonText.Document(json =>
    {
        json.WriteNumber("version", 1);
        json.WriteNumber("wholeMs", Math.Round(Whole(times), 3));
        if (times.UptimeAtStart is { } uptime) json.WriteNumber("uptimeMs", uptime);
        json.WriteObjects("spans", times.Spans.Zip(phases), measured =>
        {
            json.WriteString("name", measured.First.Name);
            if (measured.Second is { } phase) json.WriteString("phase", phase.Name);
            json.WriteNumber("startMs", measured.First.StartMilliseconds);
            json.WriteNumber("ms", measured.First.Milliseconds);
        });
    });

    /// <summary>The timeline as SVG.</summary>
    public static string Svg(Timed times)
    {
        const int left = 140, chart = 600, row = 24;
        double whole = Whole(times);
        int height = (times.Spans.Count * row) + 40;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{left + chart + 120}" height="{height}" font-family="sans-serif" font-size="13">""").Append('\n');
        for (int i = 0; i < times.Spans.Count; i++)
        {
            var span = times.Spans[i];
            double x = left + (span.StartMilliseconds / whole * chart);
            double length = Math.Max(1, span.Milliseconds / whole * chart);
            int y = 10 + (i * row);
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{left - 8}" y="{y + 15}" text-anchor="end">{Escape(span.Name)}</text><rect x="{x:0.0}" y="{y}" width="{length:0.0}" height="{row - 6}" fill="#2b6cb0"/><text x="{x + length + 5:0.0}" y="{y + 15}">{span.Milliseconds:0.0} ms</text>""").Append('\n');
        }
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{left}" y="{height - 10}">total: {whole:0.0} ms</text>""").Append("\n</svg>\n");
        return svg.ToString();
    }

    private static double Whole(Timed times)
    {
        double whole = 0.001;
        foreach (var span in times.Spans) whole = Math.Max(whole, span.StartMilliseconds + span.Milliseconds);
        return whole;
    }

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
