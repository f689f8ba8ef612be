using System.Text.Json;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Verbs;

/// <summary><c>daybreak explain</c></summary>
internal static class ExplainVerb
{
    public static Verb Verb { get; } = new(
        "explain",
        "[FIELD]",
        "say which source said what, which won, and why",
        """
        Prints the VM specification with the provenance of every field; with FIELD, the whole story of that one. Secrets are
        masked.
        """,
        [],
        1,
        Run);

    private static ExitStatus Run(Session session)
    {
        session.Output.ResultAlone = true;
        var specification = session.Reader.Read(session.ShortDeadline);
        if (specification.Failure is { } failure) return session.Fail(failure);

        var stories = specification.Value!.Fields;
        if (session.Arguments.Words is [var name])
        {
            var story = stories.FirstOrDefault(candidate => candidate.Name == name);
            if (story is null)
            {
                session.Output.Complain($"{name} is not a field: there are {string.Join(", ", stories.Select(candidate => candidate.Name))}");
                return ExitStatus.Usage;
            }
            stories = [story];
        }
        session.Output.Print(session.Json ? Json(stories) : Encoding.UTF8.GetBytes(session.Arguments.Words.Count == 1 ? Whole(stories[0]) : Table(stories)));
        return ExitStatus.Done;
    }

    private static string Table(IReadOnlyList<FieldSummary> stories)
    {
        var rows = new List<string[]> { (string[])["FIELD", "VALUE", "FROM", "WHY"] };
        foreach (var story in stories)
        {
            var winner = story.Claims.FirstOrDefault(claim => claim.Verdict == ClaimVerdict.Won);
            rows.Add([story.Name, story.Value ?? "-", winner is null ? "-" : $"{winner.Source} {winner.Place}", winner?.Why ?? "no source said anything"]);
        }
        int[] widths = new int[3];
        foreach (string[] row in rows)
            for (int column = 0; column < widths.Length; column++) widths[column] = Math.Max(widths[column], row[column].Length);
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            for (int column = 0; column < 3; column++) text.Append(row[column].PadRight(widths[column] + 2));
            text.Append(row[3]).Append('\n');
        }
        return text.ToString();
    }

    private static string Whole(FieldSummary story)
    {
        var text = new StringBuilder($"{story.Name}: {story.Value ?? "not set"}\n");
        foreach (var claim in story.Claims)
            text.Append($"  {Word(claim.Verdict),-8} {claim.Source} {claim.Place}: {claim.Found ?? "(nothing)"}: {claim.Why}\n");
        return text.ToString();
    }

    private static byte[] Json(IReadOnlyList<FieldSummary> stories)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteStartObject("fields");
            foreach (var story in stories)
            {
                json.WriteStartObject(story.Name);
                json.WriteString("value", story.Value);
                json.WriteStartArray("claims");
                foreach (var claim in story.Claims)
                {
                    json.WriteStartObject();
                    json.WriteString("source", claim.Source);
                    json.WriteString("place", claim.Place);
                    json.WriteString("said", claim.Found);
                    json.WriteString("verdict", Word(claim.Verdict));
                    json.WriteString("why", claim.Why);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static string Word(ClaimVerdict verdict) => verdict switch
    {
        ClaimVerdict.Won => "won",
        ClaimVerdict.Lost => "lost",
        ClaimVerdict.Absent => "absent",
        _ => "refused",
    };
}
