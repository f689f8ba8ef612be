namespace Daybreak.Simulator.Hosting;

/// <summary>Describes requests for the log.</summary>
internal static class RequestSummary
{
    private const int DescriptionLimit = 200;

    public static string Of(PlatformRequest request, string operation) => operation switch
    {
        Operations.ImdsInstance => Instance(request),
        Operations.ImdsVersions => "requests the api-versions",
        Operations.ImdsReprovisionData => "polls for assignment to a user",
        Operations.ImdsAttested => "requests the attested document",
        Operations.ImdsScheduledEvents => request.Method == HttpMethods.Post ? "approves scheduled events" : "requests scheduled events",
        Operations.ImdsIdentity => "requests a managed identity token",
        Operations.ImdsLoadBalancer => "requests the load balancer's metadata",
        Operations.WireServerVersions => "requests the protocol versions",
        Operations.WireServerGoalState => "requests the goal state",
        Operations.WireServerCertificates => $"requests the certificates, encrypted with {Header(request, "x-ms-cipher-name", "the default cipher")}",
        Operations.WireServerHostingEnvironment => "requests the hosting environment",
        Operations.WireServerSharedConfig => "requests the shared configuration",
        Operations.WireServerExtensions => "requests the extensions' configuration",
        Operations.WireServerFullConfig => "requests the full configuration",
        Operations.WireServerHealth => Health(request),
        Operations.WireServerProvisioningHealth => ProvisioningHealth(request),
        Operations.WireServerRoleProperties => "sends its role properties",
        Operations.WireServerTelemetry => "sends telemetry",
        Operations.WireServerHealthService => "sends host observations",
        Operations.WireServerSecureChannel => "requests the secure channel status",
        Operations.HostGaPluginVersions => "requests the plugin's versions",
        Operations.HostGaPluginHealth => "requests the plugin's health",
        Operations.HostGaPluginVmSettings => "requests the VM's settings",
        Operations.HostGaPluginArtifact => $"requests the artifact {Header(request, "x-ms-artifact-location", "(no location)")}",
        Operations.HostGaPluginStatus => "uploads its status",
        Operations.HostGaPluginLog => "uploads its log",
        _ => $"unknown request: {request.Method} {request.Path}",
    };

    private static string Instance(PlatformRequest request)
    {
        var below = request.Path.TrimEnd('/')["/metadata/instance".Length..];
        var what = below.Length == 0 ? "the instance document" : $"the instance document's {below.TrimStart('/')}";
        var version = request.Query["api-version"].ToString() is { Length: > 0 } named ? named : "none";
        return $"requests {what}, api-version {version}{(request.Query.ContainsKey("extended") ? ", extended" : "")}";
    }

    private static string Header(PlatformRequest request, string name, string otherwise) => request.Headers[name].ToString() is { Length: > 0 } value ? value : otherwise;

    private static string Health(PlatformRequest request)
    {
        if (XmlText.Read(request, new List<Misbehaviour>()) is not { } root) return "sends a report that is not XML";
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
            return "sends a report that is not JSON";
        }
    }

    private static string Report(string? state, string? subStatus, string? description)
    {
        var shortened = description is { Length: > DescriptionLimit } ? description[..DescriptionLimit] + "…" : description;
        return $"reports {state ?? "no state"}{(subStatus is null ? "" : $", {subStatus}")}{(shortened is null ? "" : $": {shortened}")}";
    }
}
