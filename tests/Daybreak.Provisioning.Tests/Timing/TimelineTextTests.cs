using System.Text.Json;
using System.Xml.Linq;
using Daybreak.Configuration;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Runs;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Tests.Timing;

public class TimelineTextTests
{
    private static readonly Timed Times = new(
        new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), 4200, [new TimeSpent("IMDS", 0, 10), new TimeSpent("host-name", 10, 5), new TimeSpent("report", 15, 25)]);

    [Fact]
    public void Lines_have_bars_to_scale() => Assert.Equal(
        """
        IMDS             0.0 ms       10.0 ms  |██████████                              |
        host-name       10.0 ms        5.0 ms  |          █████                         |
        report          15.0 ms       25.0 ms  |               █████████████████████████|
        total            0.0 ms       40.0 ms
        the run began 4.2 s after the kernel

        """.ReplaceLineEndings("\n"),
        TimelineText.Lines(Times));

    [Fact]
    public void Json_has_version_and_milliseconds()
    {
        using var json = JsonDocument.Parse(TimelineText.Json(Times, new RunSequence(new Settings()).PhasesOf(Times.Spans)));
        Assert.Equal(1, json.RootElement.GetProperty("version").GetInt32());
        Assert.Equal(40, json.RootElement.GetProperty("wholeMs").GetDouble());
        Assert.Equal(4200, json.RootElement.GetProperty("uptimeMs").GetDouble());
        Assert.Equal(["IMDS", "host-name", "report"], json.RootElement.GetProperty("spans").EnumerateArray().Select(span => span.GetProperty("name").GetString()));
        Assert.Equal(["sources", "changes", "report"], json.RootElement.GetProperty("spans").EnumerateArray().Select(span => span.GetProperty("phase").GetString()));
    }

    [Fact]
    public void The_SVG_is_valid_for_any_part_names()
    {
        var picture = XDocument.Parse(TimelineText.Svg(Times with { Spans = [.. Times.Spans, new TimeSpent("a <b> & c", 40, 0)] }));
        Assert.Equal(4, picture.Root!.Elements().Count(element => element.Name.LocalName == "rect"));
    }

    [Fact]
    public void Draws_a_run_without_measurements()
    {
        var empty = Times with { Spans = [], UptimeAtStart = null };
        Assert.Equal("total        0.0 ms        0.0 ms\n", TimelineText.Lines(empty));
        _ = XDocument.Parse(TimelineText.Svg(empty));
        using var json = JsonDocument.Parse(TimelineText.Json(empty, []));
    }

    [Fact]
    public void The_stopwatch_keeps_the_order_of_starts_even_if_a_part_throws()
    {
        var time = new Rig.VirtualTime();
        var stopwatch = new Stopwatch(time);
        Assert.Throws<InvalidOperationException>(Measure);
        Assert.Equal([new TimeSpent("outer", 0, 5), new TimeSpent("inner", 2, 3)], stopwatch.Spans);

        void Measure()
        {
            using var outer = stopwatch.Begin("outer");
            time.Pass(TimeSpan.FromMilliseconds(2));
            using var inner = stopwatch.Begin("inner");
            time.Pass(TimeSpan.FromMilliseconds(3));
            throw new InvalidOperationException();
        }
    }
}
