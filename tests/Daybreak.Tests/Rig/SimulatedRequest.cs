using System.Text.Json;

namespace Daybreak.Tests.Rig;

/// <summary>One line of the simulator's log.</summary>
internal sealed record SimulatedRequest(string Operation, string Method, string Target, string Body, int? Status, double SinceStart, string[] Misbehaviour)
{
    public bool IsReady => Operation == "wireserver.health" && Body.Contains("<State>Ready</State>", StringComparison.Ordinal);

    public bool IsNotReady => Operation == "wireserver.health" && Body.Contains("<State>NotReady</State>", StringComparison.Ordinal);

    public static SimulatedRequest Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var json = document.RootElement;
        return new SimulatedRequest(
            Text(json, "operation"),
            Text(json, "method"),
            Text(json, "target"),
            Text(json, "body"),
            json.TryGetProperty("answer", out var answer) && answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("status", out var status) ? status.GetInt32() : null,
            json.GetProperty("sinceStartMs").GetDouble(),
            json.TryGetProperty("misbehaviour", out var rules) && rules.ValueKind == JsonValueKind.Array ? [.. rules.EnumerateArray().Select(rule => rule.ToString())] : []);
    }

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
