using System.Text;
using System.Text.Json;

namespace Daybreak.Simulator.WireServer;

/// <summary>Judges the newer JSON health report: <c>{"state":"Ready"}</c> or NotReady with details.</summary>
/// <remarks>The host knows the VM by where the request comes from: no identity and no incarnation are in it. Source: Azure/azure-init.</remarks>
internal static class ProvisioningHealth
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    /// <summary>What is wrong with the body, or <see langword="null"/> and the state.</summary>
    public static string? Problem(ReadOnlyMemory<byte> body, out string state)
    {
        state = "";
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return "The body is JSON, but no object.";
            state = Text(root, "state") ?? "";
            if (state is not ("Ready" or "NotReady")) return "'state' is missing or neither Ready nor NotReady.";
            if (!root.TryGetProperty("details", out var details)) return null;
            if (details.ValueKind != JsonValueKind.Object) return "'details' is no object.";
            return TooLong(details, "subStatus") ?? TooLong(details, "description");
        }
        // Half of a surrogate pair is well-formed JSON and no text.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"The body is no JSON: {e.Message}";
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // The limit of the XML report; the JSON report's own is not documented.
    private static string? TooLong(JsonElement details, string name)
    {
        if (!details.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.String) return $"'details.{name}' is no text.";
        var size = Encoding.UTF8.GetByteCount(value.GetString()!);
        return size <= HealthReport.TextLimit ? null : FormattableString.Invariant($"'details.{name}' has {size} bytes, at most {HealthReport.TextLimit} are allowed.");
    }
}
