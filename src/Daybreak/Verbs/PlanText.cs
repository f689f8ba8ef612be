using System.Text.Json;
using Daybreak.Machine.Changes;

namespace Daybreak.Verbs;

/// <summary>The plan as text and as JSON.</summary>
internal static class PlanText
{
    public static string Lines(IReadOnlyList<PlanPhase> phases)
    {
        if (phases.All(phase => phase.Steps.All(step => step.Changes.Count == 0))) return "nothing to do: the machine matches\n";
        var text = new StringBuilder();
        foreach (var phase in phases)
        {
            if (phase.Steps.Count > 0) text.Append(phase.When).Append(":\n");
            foreach (var step in phase.Steps)
            {
                text.Append("  ").Append(step.Name).Append(step.Changes.Count > 0 ? ":\n" : step.Warnings.Count > 0 ? ": no changes, and a warning\n" : ": done\n");
                foreach (var change in step.Changes) text.Append("    ").Append(change.Sentence).Append(Detail(change)).Append('\n');
            }
        }
        return text.ToString();
    }

    public static byte[] Json(IReadOnlyList<PlanPhase> phases)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 2);
            json.WriteStartArray("steps");
            foreach (var phase in phases)
            {
                foreach (var step in phase.Steps)
                {
                    json.WriteStartObject();
                    json.WriteString("name", step.Name);
                    json.WriteString("when", phase.Name);
                    Write(json, "changes", step.Changes);
                    json.WriteEndObject();
                }
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<Change> changes)
    {
        json.WriteStartArray(name);
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("does", change.Sentence);
            json.WriteString("kind", change.Kind);
            change.Describe(new JsonDescription(json));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string Detail(Change change)
    {
        var description = new SummaryOnly();
        change.Describe(description);
        return description.Summary is { } summary ? $"  [{summary}]" : "";
    }

    private sealed class JsonDescription(Utf8JsonWriter json) : ChangeDescription
    {
        public override void Add(string name, string value) => json.WriteString(name, value);

        public override void Add(string name, double value) => json.WriteNumber(name, value);

        public override void Add(string name, IReadOnlyList<string> values)
        {
            json.WriteStartArray(name);
            foreach (string value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }
    }

    private sealed class SummaryOnly : ChangeDescription
    {
        public override void Add(string name, string value)
        {
        }

        public override void Add(string name, double value)
        {
        }

        public override void Add(string name, IReadOnlyList<string> values)
        {
        }
    }
}
