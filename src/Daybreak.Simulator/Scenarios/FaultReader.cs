using YamlDotNet.RepresentationModel;

namespace Daybreak.Simulator.Scenarios;

/// <summary>Reads an entry of the list <c>faults:</c>.</summary>
internal static class FaultReader
{
    private const int MaximumBodyBytes = 64 * 1024 * 1024;
    private static readonly string[] DeliveryKeys = ["drop", "truncate", "garbage", "silent", "endless", "chunked"];
    private static readonly string[] ReplacementKeys = ["status", "retryAfter", "body", "bodyFile", "contentType"];

    public static Fault Read(YamlNode node, string place, Problems problems, string? directory)
    {
        var section = new Section(node, "a fault", problems);
        var on = section.Parsed("on", $"an operation ({string.Join(", ", Operations.All)}) or a pattern ({string.Join(", ", Operations.Patterns)})", Pattern);
        if (!section.Has("on") && node is YamlMappingNode) problems.Add(node, "expected 'on': the affected operation");
        var fault = new Fault
        {
            Place = place,
            On = on ?? new OperationPattern("*"),
            After = section.Integer("after", 0, int.MaxValue) ?? 0,
            Times = section.Integer("times", 1, int.MaxValue),
            From = section.Time("from") ?? TimeSpan.Zero,
            Until = section.Time("until"),
            Delay = section.Time("delay") ?? TimeSpan.Zero,
            Replace = Replacement(section, problems, directory),
            Delivery = ReadDelivery(section),
        };
        if (fault.Until is { } until && until <= fault.From) problems.Add(section.At("until"), "expected 'until' to be later than 'from'");
        Combine(section, node, fault, problems);
        section.End();
        return fault;
    }

    private static void Combine(Section section, YamlNode node, Fault fault, Problems problems)
    {
        var deliveries = DeliveryKeys.Where(section.Has).ToList();
        if (deliveries.Count > 1) problems.Add(section.At(deliveries[1]), $"expected only one of {string.Join(", ", DeliveryKeys)} in a fault");
        var replacement = ReplacementKeys.FirstOrDefault(section.Has);
        if (replacement is not null && fault.Delivery is Delivery.Dropped or Delivery.Garbage or Delivery.Silent)
            problems.Add(section.At(replacement!), $"'{replacement}' cannot be combined with '{fault.Delivery}', which sends no answer");
        if (deliveries.Count == 0 && replacement is null && !section.Has("delay") && node is YamlMappingNode)
            problems.Add(node, $"expected an effect: delay, {string.Join(", ", ReplacementKeys)}, {string.Join(", ", DeliveryKeys)}");
    }

    private static OperationPattern? Pattern(string text)
    {
        var pattern = new OperationPattern(text);
        return Operations.All.Any(pattern.Matches) ? pattern : null;
    }

    private static Replacement? Replacement(Section section, Problems problems, string? directory)
    {
        var status = section.Integer("status", 200, 599);
        var retryAfter = section.Parsed("retryAfter", "seconds, 'date +2s' or text without control characters", RetryAfter);
        var text = section.Text("body");
        // Clients of the control endpoint must not read files with this process's privileges.
        if (directory is null && section.Has("bodyFile")) problems.Add(section.At("bodyFile"), "'bodyFile' is not supported in faults added at run time; use 'body'");
        var file = directory is null ? null : Attachment.Read(section, "bodyFile", directory, MaximumBodyBytes, problems);
        if (text is not null && section.Has("bodyFile")) problems.Add(section.At("bodyFile"), "expected only one of 'body' and 'bodyFile'");
        var contentType = section.Parsed("contentType", "a media type", value => value.Any(char.IsControl) ? null : value);
        if (!ReplacementKeys.Any(section.Has)) return null;
        var body = file ?? Encoding.UTF8.GetBytes(text ?? "");
        return new Replacement(status ?? 200, body, contentType ?? (body.Length == 0 ? null : "text/plain; charset=utf-8"), retryAfter);
    }

    private static RetryAfter? RetryAfter(string text)
    {
        const string ahead = "date +";
        if (text.StartsWith(ahead, StringComparison.Ordinal)) return Duration.Parse(text[ahead.Length..]) is { } time ? new RetryAfter(text, time) : null;
        return text.Any(character => char.IsControl(character) || character > '~') ? null : new RetryAfter(text, null);
    }

    private static Delivery ReadDelivery(Section section)
    {
        Delivery? found = null;
        if (section.Flag("drop") is true) found = new Delivery.Dropped();
        if (section.Integer("truncate", 0, int.MaxValue) is { } bytes) found = new Delivery.Truncated(bytes);
        if (section.Flag("garbage") is true) found = new Delivery.Garbage();
        if (section.Flag("silent") is true) found = new Delivery.Silent();
        if (section.Flag("chunked") is true) found = new Delivery.Chunked();
        var endless = section.Parsed("endless", "true, body or headers", text => text is "true" or "body" or "headers" ? text : null);
        if (endless is not null) found = new Delivery.Endless(endless == "headers");
        return found ?? Delivery.Whole;
    }
}
