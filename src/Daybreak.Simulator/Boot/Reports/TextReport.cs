namespace Daybreak.Simulator.Boot.Reports;

/// <summary>The result of a boot as text.</summary>
public static class TextReport
{
    private const int BarWidth = 40;

    /// <summary>The lines: requests, timeline, checks.</summary>
    public static IEnumerable<string> Lines(BootRecord record, BootResult result) => Raw(record, result).Select(Printable.Of);

    private static IEnumerable<string> Raw(BootRecord record, BootResult result)
    {
        yield return "Requests from the VM";
        if (record.Requests.Count == 0) yield return "  none";
        foreach (var request in record.Requests)
        {
            var answer = request.Answer is { } answered ? answered.Status.ToString(CultureInfo.InvariantCulture) : "no answer";
            yield return $"  {Seconds(Since(record, AcceptedReport.Time(request))),9}  {answer,9}  {request.Operation ?? "not HTTP"}  {request.Method} {request.Target}";
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
        foreach (var check in result.Checks) yield return $"{(check.Passed ? "ok    " : "FAILED")}  {check.Name}: {check.Sentence}";
    }

    private static long Since(BootRecord record, DateTimeOffset time) => (long)(time - record.PoweredOn).TotalMilliseconds;

    private static string Seconds(long milliseconds) => FormattableString.Invariant($"{milliseconds / 1000.0:F1} s");
}
