namespace Daybreak.Simulator.Imds;

/// <summary>Creates answers in the format of the metadata service.</summary>
internal static class ImdsAnswer
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Answer Document(JsonNode node, int status = 200) => Answer.Json(status, node.ToJsonString(Json));

    public static Answer Error(int status, string error) => Document(new JsonObject { ["error"] = error }, status);

    /// <summary>A 400 for a client error.</summary>
    public static Answer Refused(ICollection<Misbehaviour> misbehaviour, string rule, string what, string error)
    {
        misbehaviour.Add(new Misbehaviour(rule, what));
        return Error(400, error);
    }

    public static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);

    public static string Text(JsonNode node) => node.ToJsonString(Json);
}
