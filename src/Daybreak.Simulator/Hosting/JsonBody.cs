using System.Text.Json;

namespace Daybreak.Simulator.Hosting;

/// <summary>Bodies that are JSON.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    /// <summary>What is wrong with a body that is to be an object with these members, or <see langword="null"/>.</summary>
    public static string? Problem(ReadOnlyMemory<byte> body, params ReadOnlySpan<string> members)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return "The body is JSON, but no object.";
            foreach (var member in members)
            {
                if (!document.RootElement.TryGetProperty(member, out _)) return $"The body has no '{member}'.";
            }
            return null;
        }
        // Half of a surrogate pair is well-formed JSON and no text.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"The body is no JSON: {e.Message}";
        }
    }
}
