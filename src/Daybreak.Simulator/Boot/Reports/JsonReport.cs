namespace Daybreak.Simulator.Boot.Reports;

/// <summary>The result of a boot as JSON. docs/reference/simulator-boot.md describes the format.</summary>
public static class JsonReport
{
    /// <summary>The version of the format. It changes when a member changes its meaning or is removed.</summary>
    public const int Version = 2;

    /// <summary>Indented, with as few escapes as possible.</summary>
    public static JsonSerializerOptions Format { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document's text.</summary>
    public static string Write(BootSubject subject, BootRecord record, BootResult result) => Document(subject, record, result).ToJsonString(Format) + "\n";

    /// <summary>The document.</summary>
    public static JsonObject Document(BootSubject subject, BootRecord record, BootResult result) => new()
    {
        ["version"] = Version,
        ["image"] = subject.Image,
        ["scenario"] = subject.Scenario,
        ["machine"] = subject.Machine,
        ["poweredOn"] = record.PoweredOn.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", null),
        ["asExpected"] = result.AsExpected,
        ["checks"] = new JsonArray([.. result.Checks.Select(check => new JsonObject { ["name"] = check.Name, ["passed"] = check.Passed, ["expected"] = check.Expected, ["found"] = check.Finding })]),
        ["report"] = record.Report is { } report ? new JsonObject { ["state"] = report.Ready ? "Ready" : "NotReady", ["subStatus"] = report.SubStatus, ["description"] = report.Description } : null,
        ["login"] = record.Login is { } login ? new JsonObject { ["user"] = login.User, ["means"] = login.Means, ["works"] = login.Works, ["said"] = login.Error } : null,
        ["hostNames"] = new JsonArray([.. record.HostNames.Select(name => (JsonNode)name)]),
        ["ended"] = record.Ended,
        ["timeline"] = new JsonArray([.. Timeline.Of(record).Select(moment => new JsonObject { ["name"] = moment.Name, ["ms"] = moment.Milliseconds })]),
        ["requests"] = new JsonArray(
        [
            .. record.Requests.Select(request => new JsonObject
            {
                ["ms"] = (long)(AcceptedReport.Time(request) - record.PoweredOn).TotalMilliseconds,
                ["operation"] = request.Operation,
                ["method"] = request.Method,
                ["target"] = request.Target,
                ["status"] = request.Answer?.Status,
                ["misbehaviour"] = new JsonArray([.. request.Misbehaviour.Select(misbehaviour => (JsonNode)misbehaviour.What)]),
            }),
        ]),
    };
}

/// <summary>What was booted.</summary>
/// <param name="Image">The image as given on the command line.</param>
/// <param name="Scenario">The scenario as given on the command line.</param>
/// <param name="Machine">kvm, emulation or container.</param>
public sealed record BootSubject(string Image, string Scenario, string Machine);
