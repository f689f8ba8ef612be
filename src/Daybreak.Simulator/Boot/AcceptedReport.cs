using System.Xml;

namespace Daybreak.Simulator.Boot;

/// <summary>A health report that the platform accepted.</summary>
/// <param name="Ready">Ready, or NotReady.</param>
/// <param name="SubStatus">The sub-status; null for none.</param>
/// <param name="Description">The description; null for none.</param>
/// <param name="ReceivedAt">When it arrived.</param>
public sealed record AcceptedReport(bool Ready, string? SubStatus, string? Description, DateTimeOffset ReceivedAt)
{
    /// <summary>The last accepted report with the outcome of provisioning; null if there is none.</summary>
    /// <remarks>WALinuxAgent and cloud-init send NotReady with the sub-status Provisioning while provisioning continues.</remarks>
    public static AcceptedReport? Last(IEnumerable<LogEntry> requests) =>
        requests.Where(request => request.Answer?.Status is 200 or 201).Select(Of).LastOrDefault(report => report is not null && (report.Ready || report.SubStatus != "Provisioning"));

    /// <summary>The sub-status and description as one text.</summary>
    public string Summary => string.Join(": ", new[] { SubStatus, Description }.OfType<string>());

    /// <summary>When a request arrived.</summary>
    public static DateTimeOffset Time(LogEntry request) => DateTimeOffset.Parse(request.Time, CultureInfo.InvariantCulture);

    private static AcceptedReport? Of(LogEntry request) => request switch
    {
        { Operation: Operations.WireServerHealth, Body: { } body } => OfXml(request, body),
        { Operation: Operations.WireServerProvisioningHealth, Body: { } body } => OfJson(request, body),
        _ => null,
    };

    private static AcceptedReport? OfXml(LogEntry request, string body)
    {
        try
        {
            // XLinq rejects DTDs by default.
            var health = XDocument.Parse(body).Descendants("Role").Elements("Health").FirstOrDefault();
            var details = health?.Element("Details");
            return Make(health?.Element("State")?.Value, details?.Element("SubStatus")?.Value, details?.Element("Description")?.Value, request);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static AcceptedReport? OfJson(LogEntry request, string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var details = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("details", out var found) ? found : default;
            return Make(Text(root, "state"), Text(details, "subStatus"), Text(details, "description"), request);
        }
        // An unpaired surrogate is well-formed JSON but not a valid string.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static AcceptedReport? Make(string? state, string? subStatus, string? description, LogEntry request) => state?.Trim() switch
    {
        "Ready" => new(true, subStatus, description, Time(request)),
        "NotReady" => new(false, subStatus, description, Time(request)),
        _ => null,
    };
}
