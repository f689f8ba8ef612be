using System.Globalization;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Log;

namespace Daybreak.Simulator.Boot;

/// <summary>A report that the platform has accepted.</summary>
/// <param name="Ready">Ready, or NotReady.</param>
/// <param name="SubStatus">Its sub-status; null for none.</param>
/// <param name="Description">Its description; null for none.</param>
/// <param name="Heard">When it came.</param>
public sealed record HealthReportHeard(bool Ready, string? SubStatus, string? Description, DateTimeOffset Heard)
{
    /// <summary>The last accepted report among requests that says how provisioning ended; null when there is none.</summary>
    /// <remarks>NotReady with the sub-status Provisioning means that it goes on (WALinuxAgent, cloud-init).</remarks>
    public static HealthReportHeard? Last(IEnumerable<LogEntry> requests) =>
        requests.Where(request => request.Answer?.Status is 200 or 201).Select(Of).LastOrDefault(report => report is not null && (report.Ready || report.SubStatus != "Provisioning"));

    /// <summary>Its sub-status and description as one text.</summary>
    public string Words => string.Join(": ", new[] { SubStatus, Description }.OfType<string>());

    /// <summary>When a request came.</summary>
    public static DateTimeOffset Time(LogEntry request) => DateTimeOffset.Parse(request.Time, CultureInfo.InvariantCulture);

    private static HealthReportHeard? Of(LogEntry request) => request switch
    {
        { Operation: Operations.WireServerHealth, Body: { } body } => OfXml(request, body),
        { Operation: Operations.WireServerProvisioningHealth, Body: { } body } => OfJson(request, body),
        _ => null,
    };

    private static HealthReportHeard? OfXml(LogEntry request, string body)
    {
        try
        {
            // XLinq takes no DTD by itself.
            var health = XDocument.Parse(body).Descendants("Role").Elements("Health").FirstOrDefault();
            var details = health?.Element("Details");
            return Make(health?.Element("State")?.Value, details?.Element("SubStatus")?.Value, details?.Element("Description")?.Value, request);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static HealthReportHeard? OfJson(LogEntry request, string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var details = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("details", out var found) ? found : default;
            return Make(Text(root, "state"), Text(details, "subStatus"), Text(details, "description"), request);
        }
        // Half of a surrogate pair is well-formed JSON and no text.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static HealthReportHeard? Make(string? state, string? subStatus, string? description, LogEntry request) => state?.Trim() switch
    {
        "Ready" => new(true, subStatus, description, Time(request)),
        "NotReady" => new(false, subStatus, description, Time(request)),
        _ => null,
    };
}
