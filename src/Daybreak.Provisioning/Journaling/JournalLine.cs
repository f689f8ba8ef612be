using System.Text.Json;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Journaling;

/// <summary>The journal's file format: one JSON object per line. "v" is the version of the format.</summary>
internal static class JournalLine
{
    private const int FormatVersion = 1;
    private const string LocalRun = "local";
    private const string BootRun = "boot";

    // Limits for one line, so that there is always room for the lines that are used.
    private const int SentenceLimit = 4000;
    private const int NameLimit = 128;
    private const int SpanLimit = 256;

    public static byte[] Write(JournalRecord record)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("v", FormatVersion);
            json.WriteString("time", record.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            switch (record)
            {
                case Started started:
                    json.WriteString("event", "started");
                    if (started.VmId is { } vmId) json.WriteString("vmId", vmId);
                    json.WriteString("version", Cut(started.Version, NameLimit));
                    break;
                case Matched matched:
                    json.WriteString("event", "matched");
                    json.WriteNumber("changes", matched.Changes);
                    break;
                case Reported reported:
                    json.WriteString("event", "reported");
                    json.WriteString("state", reported.State);
                    json.WriteString("answer", Cut(reported.Answer, NameLimit));
                    break;
                case Failed failed:
                    json.WriteString("event", "failed");
                    json.WriteString("step", Cut(failed.Step, NameLimit));
                    json.WriteString("sentence", Cut(failed.Sentence, SentenceLimit));
                    json.WriteNumber("exit", (int)failed.Exit);
                    break;
                case Timed timed:
                    json.WriteString("event", "timed");
                    if (timed.UptimeAtStart is { } uptime) json.WriteNumber("uptimeMs", Math.Round(uptime));
                    if (timed.Kind != RunKind.Whole) json.WriteString("run", timed.Kind == RunKind.Local ? LocalRun : BootRun);
                    WriteSpans(json, timed.Spans);
                    break;
            }
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    /// <summary>Reads one line; null if it cannot be read, because a power failure cut it off or a later version wrote it.</summary>
    public static JournalRecord? Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var json = document.RootElement;
            if (json.GetProperty("v").GetInt32() != FormatVersion) return null;
            var time = json.GetProperty("time").GetDateTimeOffset();
            return json.GetProperty("event").GetString() switch
            {
                "started" => new Started(time, Text(json, "vmId"), Text(json, "version") ?? ""),
                "matched" => new Matched(time, json.GetProperty("changes").GetInt32()),
                "reported" => new Reported(time, Text(json, "state") ?? "", Text(json, "answer") ?? ""),
                "failed" => new Failed(time, Text(json, "step") ?? "", Text(json, "sentence") ?? "", (ExitStatus)json.GetProperty("exit").GetInt32()),
                "timed" => new Timed(time, json.TryGetProperty("uptimeMs", out _) ? Milliseconds(json, "uptimeMs") : null, ReadSpans(json), Kind(Text(json, "run"))),
                _ => null,
            };
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static void WriteSpans(Utf8JsonWriter json, IReadOnlyList<TimeSpent> spans)
    {
        json.WriteStartArray("spans");
        foreach (var span in spans.Take(SpanLimit))
        {
            json.WriteStartObject();
            json.WriteString("name", span.Name);
            json.WriteNumber("startMs", Math.Round(span.StartMilliseconds, 3));
            json.WriteNumber("ms", Math.Round(span.Milliseconds, 3));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static List<TimeSpent> ReadSpans(JsonElement json)
    {
        var spans = new List<TimeSpent>();
        foreach (var span in json.GetProperty("spans").EnumerateArray())
            spans.Add(new TimeSpent(Text(span, "name") ?? "", Milliseconds(span, "startMs"), Milliseconds(span, "ms")));
        return spans;
    }

    // Never cuts a surrogate pair.
    private static string Cut(string text, int limit) =>
        text.Length <= limit ? text : $"{text[..(char.IsHighSurrogate(text[limit - 2]) ? limit - 2 : limit - 1)]}…";

    private static RunKind Kind(string? run) => run switch { LocalRun => RunKind.Local, BootRun => RunKind.Boot, _ => RunKind.Whole };

    // "1e999" is valid JSON, but infinity in .NET.
    private static double Milliseconds(JsonElement json, string name) =>
        json.GetProperty(name).GetDouble() is >= 0 and < 1e12 and var time ? time : throw new FormatException($"{name} is not a time");

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
