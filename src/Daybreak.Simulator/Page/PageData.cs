namespace Daybreak.Simulator.Page;

/// <summary>The data for the browser, with secrets masked. The JSON names are the property names in camel case.</summary>
internal static class PageData
{
    /// <summary>A row of the table and a bar of the timeline.</summary>
    public sealed record Request(
        long Number, string Vm, int Provisioning, string Outcome, string Time, double SinceStartMs, double DurationMs, string Server, string? Operation, string? Method, string? Target,
        int? Status, long RequestBytes, long? AnswerBytes, string? Fault, IReadOnlyList<Misbehaviour> Misbehaviour);

    /// <summary>The headers and bodies of a request and its answer.</summary>
    public sealed record Documents(long Number, IReadOnlyList<Field> RequestHeaders, string RequestBody, bool RequestCut, int? Status, IReadOnlyList<Field> AnswerHeaders, string AnswerBody, bool AnswerCut);

    /// <summary>A header field.</summary>
    public sealed record Field(string Name, string Value);

    /// <summary>An active fault: how many requests and seconds pass before it applies, and how many remain then; null for no end.</summary>
    public sealed record Active(int Number, string Name, string What, int Passing, int? Remaining, double SecondsUntil, double? SecondsLeft);

    /// <summary>A button.</summary>
    public sealed record Button(string Id, string Group, string Label, string Explanation);

    public static Request Of(HistoryEntry remembered, Mask mask)
    {
        var entry = remembered.Entry;
        return new Request(
            remembered.Number, remembered.Vm, remembered.Provisioning.Number, remembered.Provisioning.Outcome.ToString(), entry.Time, entry.SinceStartMs, entry.DurationMs, entry.Server, entry.Operation, entry.Method,
            entry.Target is null ? null : mask.Text(entry.Target), entry.Answer?.Status, entry.BodyBytes, entry.Answer?.BodyBytes, entry.Fault,
            [.. entry.Misbehaviour.Select(one => one with { What = mask.Text(one.What) })]);
    }

    public static Documents Whole(HistoryEntry remembered, Mask mask)
    {
        var entry = remembered.Entry;
        var target = entry.Target ?? "";
        var (asked, answered) = (entry.Body ?? "", entry.Answer?.Body ?? "");
        var (askedCut, answeredCut) = (asked.Length < entry.BodyBytes && asked.Length >= History.BodyLimit, answered.Length < entry.Answer?.BodyBytes && answered.Length >= History.BodyLimit);
        return new Documents(
            remembered.Number, Fields(entry.Headers, mask), mask.Body(target, asked, askedCut), askedCut,
            entry.Answer?.Status, Fields(entry.Answer?.Headers, mask), mask.Body(target, answered, answeredCut), answeredCut);
    }

    public static IReadOnlyList<Active> Faults(LiveFaults faults) =>
        [.. faults.On.Select(fault => new Active(fault.Number, fault.Name, fault.Fault.ToString(), fault.Passing, fault.Remaining, Seconds(fault.From - faults.Now), fault.Until is { } until ? Seconds(until - faults.Now) : null))];

    private static double Seconds(TimeSpan ahead) => Math.Round(Math.Max(0, ahead.TotalSeconds), 3);

    private static IReadOnlyList<Field> Fields(IReadOnlyDictionary<string, string>? headers, Mask mask) =>
        headers is null ? [] : [.. headers.Select(header => new Field(header.Key, mask.Header(header.Key, header.Value)))];
}
