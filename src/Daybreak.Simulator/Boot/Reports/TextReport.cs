using System.Globalization;
using Daybreak.Simulator.Log;

namespace Daybreak.Simulator.Boot.Reports;

/// <summary>A boot for people.</summary>
public static class TextReport
{
    private const int BarWidth = 40;

    /// <summary>Requests, timeline, findings.</summary>
    public static IEnumerable<string> Lines(BootRecord record, Verdict verdict) => Raw(record, verdict).Select(Printable.Of);

    private static IEnumerable<string> Raw(BootRecord record, Verdict verdict)
    {
        yield return "What the VM asked";
        if (record.Requests.Count == 0) yield return "  nothing";
        foreach (var request in record.Requests)
        {
            var answer = request.Answer is { } answered ? answered.Status.ToString(CultureInfo.InvariantCulture) : "no answer";
            yield return $"  {Seconds(Since(record, HealthReportHeard.Time(request))),9}  {answer,9}  {request.Operation ?? "not HTTP"}  {request.Method} {request.Target}";
            foreach (var misbehaviour in request.Misbehaviour) yield return $"  {"",20}  misbehaved: {misbehaviour.What}";
        }
        yield return "";
        yield return $"Host name in its DHCP requests: {(record.HostNames.Count == 0 ? "none" : string.Join(", then ", record.HostNames))}";
        yield return "";
        yield return "Timeline";
        var moments = Timeline.Of(record);
        var width = moments.Max(moment => moment.Text.Length);
        var whole = Math.Max(1, moments[^1].Milliseconds);
        foreach (var moment in moments) yield return $"  {Seconds(moment.Milliseconds),9}  {moment.Text.PadRight(width)}  {new string('#', (int)(moment.Milliseconds * BarWidth / whole))}";
        yield return "";
        foreach (var check in verdict.Checks) yield return $"{(check.Passed ? "ok    " : "FAILED")}  {check.Name}: {check.Sentence}";
    }

    private static long Since(BootRecord record, DateTimeOffset time) => (long)(time - record.PoweredOn).TotalMilliseconds;

    private static string Seconds(long milliseconds) => FormattableString.Invariant($"{milliseconds / 1000.0:F1} s");
}
