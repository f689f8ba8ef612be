namespace Daybreak.Simulator.WireServer;

/// <summary>Checks the newer JSON health report: <c>{"state":"Ready"}</c> or NotReady with details.</summary>
/// <remarks>The host identifies the VM by its source address; the report has no identity or incarnation. Source: Azure/azure-init.</remarks>
internal static class ProvisioningHealth
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    /// <summary>An error message if the body is invalid; otherwise <see langword="null"/> and the state.</summary>
    public static string? Problem(ReadOnlyMemory<byte> body, out string state)
    {
        state = "";
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return "The body is JSON but not an object.";
            state = Text(root, "state") ?? "";
            if (state is not ("Ready" or "NotReady")) return "'state' is missing, or neither Ready nor NotReady.";
            if (!root.TryGetProperty("details", out var details)) return null;
            if (details.ValueKind != JsonValueKind.Object) return "'details' is not an object.";
            return TooLong(details, "subStatus") ?? TooLong(details, "description");
        }
        // An unpaired surrogate is well-formed JSON but not a valid string.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"The body is not valid JSON: {e.Message}";
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // The limit of the XML report. The JSON report's limit is not documented.
    private static string? TooLong(JsonElement details, string name)
    {
        if (!details.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.String) return $"'details.{name}' is not a string.";
        var size = Encoding.UTF8.GetByteCount(value.GetString()!);
        return size <= HealthReport.TextLimit ? null : FormattableString.Invariant($"'details.{name}' has {size} bytes, at most {HealthReport.TextLimit} are allowed.");
    }
}
