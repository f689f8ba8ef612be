namespace Daybreak.Platform.WireServer;

/// <summary>
/// The newer form of the health report, in JSON, for <c>POST /provisioning/health</c>. It has no container and no incarnation and so needs no
/// goal state: the host identifies the VM by its connection. 201: accepted; 429: too many requests; 503: not ready yet.
/// </summary>
public static class ProvisioningHealth
{
    /// <summary>Writes the report.</summary>
    public static byte[] Write(ProvisioningReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("state", report.State == ReadyState.Ready ? "Ready" : "NotReady");
            if (report.SubStatus is { } subStatus)
            {
                json.WriteStartObject("details");
                json.WriteString("subStatus", subStatus == SubStatus.Provisioning ? "Provisioning" : "ProvisioningFailed");
                json.WriteString("description", report.Description?.Json ?? "");
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
