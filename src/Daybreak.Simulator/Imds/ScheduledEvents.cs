namespace Daybreak.Simulator.Imds;

/// <summary><c>/metadata/scheduledevents</c>: always empty, because nothing is scheduled for a VM during provisioning.</summary>
/// <remarks>This path has separate api-versions. Source: the vendor's documentation of scheduled events.</remarks>
internal static class ScheduledEvents
{
    private static readonly string[] Versions = ["2017-08-01", "2017-11-01", "2019-01-01", "2019-04-01", "2019-08-01", "2020-07-01"];
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    public static Answer Answer(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (new ImdsQuery(Versions).Problem(request, misbehaviour) is { } refusal) return refusal;
        if (request.Method == HttpMethods.Get) return ImdsAnswer.Document(new JsonObject { ["DocumentIncarnation"] = 1, ["Events"] = new JsonArray() });
        return Problem(request.Body) is { } problem
            ? ImdsAnswer.Refused(misbehaviour, "scheduled-events-document", problem, "Bad request. The event is not known or the body is malformed")
            : Hosting.Answer.Empty(200);
    }

    private static string? Problem(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("StartRequests", out var requests) || requests.ValueKind != JsonValueKind.Array)
                return "The body has no list 'StartRequests'.";
            return requests.GetArrayLength() == 0 ? null : "The approved event does not exist.";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"The body is not valid JSON: {e.Message}";
        }
    }
}
