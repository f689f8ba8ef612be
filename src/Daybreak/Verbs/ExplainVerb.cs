using Daybreak.Provisioning.Specification;

namespace Daybreak.Verbs;

/// <summary><c>daybreak explain</c></summary>
internal static class ExplainVerb
{
    public static Verb Verb { get; } = new(
        "explain",
        "[FIELD]",
        "show which source has which value, which one won, and why",
        """
        Prints the VM specification with the provenance of every field. With FIELD, prints the value of that field in every
        source. Secrets are masked.
        """,
        [],
        1,
        Run);

    private static ExitStatus Run(Session session)
    {
        session.Output.ResultOnly = true;
        var specification = session.Reader.Read(session.ShortDeadline);
        if (specification.Failure is { } failure) return session.Fail(failure);

        var stories = specification.Value!.Stories;
        if (session.Arguments.Words is not [var name])
        {
            session.Output.Print(session.Json ? Json(stories) : Encoding.UTF8.GetBytes(Table(stories)));
            return ExitStatus.Done;
        }
        if (stories.FirstOrDefault(candidate => candidate.Name == name) is not { } story)
            return session.Fail(Arguments.Invalid($"unknown field {name}; expected one of {string.Join(", ", stories.Select(candidate => candidate.Name))}"));
        session.Output.Print(session.Json ? Json([story]) : Encoding.UTF8.GetBytes(Details(story)));
        return ExitStatus.Done;
    }

    private static string Table(IReadOnlyList<FieldStory> stories)
    {
        var rows = new List<string[]> { (string[])["FIELD", "VALUE", "FROM", "WHY"] };
        foreach (var story in stories)
        {
            var winner = story.Claims.FirstOrDefault(claim => claim.Verdict == ClaimVerdict.Won);
            rows.Add([story.Name, story.Value ?? "-", winner is null ? "-" : $"{winner.Source} {winner.Place}", winner?.Why ?? "no source has a value"]);
        }
        int[] widths = [.. Enumerable.Range(0, 3).Select(column => rows.Max(row => row[column].Length) + 2)];
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            for (int column = 0; column < widths.Length; column++) text.Append(row[column].PadRight(widths[column]));
            text.Append(row[3]).Append('\n');
        }
        return text.ToString();
    }

    private static string Details(FieldStory story)
    {
        var text = new StringBuilder($"{story.Name}: {story.Value ?? "not set"}\n");
        foreach (var claim in story.Claims)
            text.Append($"  {Word(claim.Verdict),-8} {claim.Source} {claim.Place}: {claim.Said ?? "(nothing)"}: {claim.Why}\n");
        return text.ToString();
    }

    private static byte[] Json(IReadOnlyList<FieldStory> stories) => JsonText.Document(json =>
    {
        json.WriteNumber("version", 1);
        json.WriteStartObject("fields");
        foreach (var story in stories)
        {
            json.WriteStartObject(story.Name);
            json.WriteString("value", story.Value);
            json.WriteObjects("claims", story.Claims, claim =>
            {
                json.WriteString("source", claim.Source);
                json.WriteString("place", claim.Place);
                json.WriteString("said", claim.Said);
                json.WriteString("verdict", Word(claim.Verdict));
                json.WriteString("why", claim.Why);
            });
            json.WriteEndObject();
        }
        json.WriteEndObject();
    });

    private static string Word(ClaimVerdict verdict) => verdict switch
    {
        ClaimVerdict.Won => "won",
        ClaimVerdict.Lost => "lost",
        ClaimVerdict.Absent => "absent",
        _ => "refused",
    };
}
