using Daybreak.Simulator.Boot.Reports;

namespace Daybreak.Simulator.Score;

/// <summary>The scores as JSON. docs/reference/simulator-score.md describes the format.</summary>
public static class ScoreJson
{
    /// <summary>The text of the document.</summary>
    public static string Write(IReadOnlyList<ScoredBoot> boots, DateTimeOffset time, string machine) => new JsonObject
    {
        ["version"] = 1,
        ["time"] = time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", null),
        ["machine"] = machine,
        ["boots"] = new JsonArray([.. boots.Select(Boot)]),
    }.ToJsonString(JsonReport.Format) + "\n";

    private static JsonObject Boot(ScoredBoot boot) => new()
    {
        ["agent"] = boot.Agent,
        ["scenario"] = boot.Scenario,
        ["duties"] = new JsonArray(
        [
            .. boot.Assessed.Where(one => one.DutyResult != DutyResult.None).Select(one => new JsonObject { ["name"] = one.Duty, ["done"] = one.DutyResult == DutyResult.Done, ["detail"] = one.Detail }),
        ]),
        ["secondsToReady"] = boot.SecondsToReady,
        ["secondsToLogin"] = boot.SecondsToLogin,
        ["requests"] = new JsonObject(boot.Requests.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["timeline"] = new JsonArray([.. boot.Timeline.Select(moment => new JsonObject { ["name"] = moment.Name, ["ms"] = moment.Milliseconds })]),
    };
}
