using System.Text.Json;
using Daybreak.Simulator.Log;
using Daybreak.Simulator.WireServer;

namespace Daybreak.Simulator.Hosting;

/// <summary>Says in words what a request is, for people who read the log.</summary>
internal static class Meanings
{
    private const int DescriptionLimit = 200;

    public static string Of(PlatformRequest request, string operation) => operation switch
    {
        Operations.ImdsInstance => Instance(request),
        Operations.ImdsVersions => "asks for the api-versions",
        Operations.ImdsReprovisionData => "asks whether the VM has been given to a user",
        Operations.ImdsAttested => "asks for the attested document",
        Operations.ImdsScheduledEvents => request.Method == HttpMethods.Post ? "approves scheduled events" : "asks for scheduled events",
        Operations.ImdsIdentity => "asks for a token of the managed identity",
        Operations.ImdsLoadBalancer => "asks for the load balancer's metadata",
        Operations.WireServerVersions => "asks for the protocol versions",
        Operations.WireServerGoalState => "asks for the goal state",
        Operations.WireServerCertificates => $"asks for the certificates, sealed with {Header(request, "x-ms-cipher-name", "the default cipher")}",
        Operations.WireServerHostingEnvironment => "asks for the hosting environment",
        Operations.WireServerSharedConfig => "asks for the shared configuration",
        Operations.WireServerExtensions => "asks for the extensions' configuration",
        Operations.WireServerFullConfig => "asks for the full configuration",
        Operations.WireServerHealth => Health(request),
        Operations.WireServerProvisioningHealth => ProvisioningHealth(request),
        Operations.WireServerRoleProperties => "tells its role properties",
        Operations.WireServerTelemetry => "sends telemetry",
        Operations.WireServerHealthService => "tells what it observes of the host",
        Operations.WireServerSecureChannel => "asks for the state of the secure channel",
        Operations.HostGaPluginVersions => "asks for the plugin's versions",
        Operations.HostGaPluginHealth => "asks whether the plugin is well",
        Operations.HostGaPluginVmSettings => "asks for the VM's settings",
        Operations.HostGaPluginArtifact => $"asks for the artifact {Header(request, "x-ms-artifact-location", "without saying which")}",
        Operations.HostGaPluginStatus => "uploads its status",
        Operations.HostGaPluginLog => "uploads its log",
        _ => $"asks for something unknown: {request.Method} {request.Path}",
    };

    private static string Instance(PlatformRequest request)
    {
        var below = request.Path.TrimEnd('/')["/metadata/instance".Length..];
        var what = below.Length == 0 ? "the instance document" : $"the instance document's {below.TrimStart('/')}";
        var version = request.Query["api-version"].ToString() is { Length: > 0 } named ? named : "none";
        return $"asks for {what}, api-version {version}{(request.Query.ContainsKey("extended") ? ", extended" : "")}";
    }

    private static string Header(PlatformRequest request, string name, string otherwise) => request.Headers[name].ToString() is { Length: > 0 } value ? value : otherwise;

    private static string Health(PlatformRequest request)
    {
        if (XmlText.Read(request, new List<Misbehaviour>()) is not { } root) return "reports something that is no XML";
        string? Text(string name) => root.Descendants(name).FirstOrDefault()?.Value.Trim();
        return Report(Text("State"), Text("SubStatus"), Text("Description")) + (Text("GoalStateIncarnation") is { } incarnation ? $" (incarnation {incarnation})" : "");
    }

    private static string ProvisioningHealth(PlatformRequest request)
    {
        try
        {
            using var document = JsonDocument.Parse(request.Body, new JsonDocumentOptions { MaxDepth = 8 });
            static JsonElement? Member(JsonElement? of, string name) => of is { ValueKind: JsonValueKind.Object } node && node.TryGetProperty(name, out var value) ? value : null;
            static string? Text(JsonElement? node) => node is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
            var details = Member(document.RootElement, "details");
            return Report(Text(Member(document.RootElement, "state")), Text(Member(details, "subStatus")), Text(Member(details, "description")));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "reports something that is no JSON";
        }
    }

    private static string Report(string? state, string? subStatus, string? description)
    {
        var shortened = description is { Length: > DescriptionLimit } ? description[..DescriptionLimit] + "…" : description;
        return $"reports {state ?? "no state"}{(subStatus is null ? "" : $", {subStatus}")}{(shortened is null ? "" : $": {shortened}")}";
    }
}
