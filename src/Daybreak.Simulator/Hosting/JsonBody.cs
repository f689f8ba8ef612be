namespace Daybreak.Simulator.Hosting;

/// <summary>Checks JSON bodies.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    /// <summary>An error message unless a body is a JSON object with these members; otherwise <see langword="null"/>.</summary>
    public static string? Problem(ReadOnlyMemory<byte> body, params ReadOnlySpan<string> members)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return "The body is JSON but not an object.";
            foreach (var member in members)
            {
                if (!document.RootElement.TryGetProperty(member, out _)) return $"The body has no '{member}'.";
            }
            return null;
        }
        // An unpaired surrogate is well-formed JSON but not a valid string.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"The body is not valid JSON: {e.Message}";
        }
    }
}
