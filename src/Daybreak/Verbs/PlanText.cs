using System.Text.Json;
using Daybreak.Machine.Changes;
using Daybreak.Provisioning.Planning;

namespace Daybreak.Verbs;

/// <summary>A stage of a run with its planned steps.</summary>
/// <param name="Name">For programs.</param>
/// <param name="When">For people.</param>
/// <param name="Steps">In order.</param>
internal sealed record PlanPhase(string Name, string When, List<PlannedStep> Steps);

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
                string state = step.Changes.Count > 0 ? "" : step.Warnings.Count > 0 ? " no changes, and a warning" : " done";
                text.Append("  ").Append(step.Name).Append(':').Append(state).Append('\n');
                foreach (var change in step.Changes) text.Append("    ").Append(change.Sentence).Append(Summary(change)).Append('\n');
            }
        }
        return text.ToString();
    }

    public static byte[] Json(IReadOnlyList<PlanPhase> phases) => JsonText.Document(json =>
    {
        json.WriteNumber("version", 2);
        json.WriteObjects("steps", phases.SelectMany(phase => phase.Steps.Select(step => (Phase: phase.Name, Step: step))), planned =>
        {
            json.WriteString("name", planned.Step.Name);
            json.WriteString("when", planned.Phase);
            json.WriteObjects("changes", planned.Step.Changes, change =>
            {
                json.WriteString("does", change.Sentence);
                json.WriteString("kind", change.Kind);
                change.Describe(new Description(json));
            });
        });
    });

    private static string Summary(Change change)
    {
        var description = new Description(null);
        change.Describe(description);
        return description.Summary is { } summary ? $"  [{summary}]" : "";
    }

    /// <summary>Writes the facts as JSON; without a writer, only the summary counts.</summary>
    private sealed class Description(Utf8JsonWriter? json) : ChangeDescription
    {
        public override void Add(string name, string value) => json?.WriteString(name, value);

        public override void Add(string name, double value) => json?.WriteNumber(name, value);

        public override void Add(string name, IReadOnlyList<string> values) => json?.WriteTexts(name, values);
    }
}
