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

        var fields = specification.Value!.Fields;
        if (session.Arguments.Words is not [var name])
        {
            session.Output.Print(session.Json ? Json(fields) : Encoding.UTF8.GetBytes(Table(fields)));
            return ExitStatus.Done;
        }
        if (fields.FirstOrDefault(candidate => candidate.Name == name) is not { } field)
            return session.Fail(Arguments.Invalid($"unknown field {name}; expected one of {string.Join(", ", fields.Select(candidate => candidate.Name))}"));
        session.Output.Print(session.Json ? Json([field]) : Encoding.UTF8.GetBytes(Details(field)));
        return ExitStatus.Done;
    }

    private static string Table(IReadOnlyList<FieldSummary> fields)
    {
        var rows = new List<string[]> { (string[])["FIELD", "VALUE", "FROM", "WHY"] };
        foreach (var field in fields)
        {
            var winner = field.Claims.FirstOrDefault(claim => claim.Verdict == ClaimVerdict.Won);
            rows.Add([field.Name, field.Value ?? "-", winner is null ? "-" : $"{winner.Source} {winner.Place}", winner?.Why ?? "no source has a value"]);
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

    private static string Details(FieldSummary field)
    {
        var text = new StringBuilder($"{field.Name}: {field.Value ?? "not set"}\n");
        foreach (var claim in field.Claims)
            text.Append($"  {Word(claim.Verdict),-8} {claim.Source} {claim.Place}: {claim.Found ?? "(nothing)"}: {claim.Why}\n");
        return text.ToString();
    }

    private static byte[] Json(IReadOnlyList<FieldSummary> fields) => JsonText.Document(json =>
    {
        json.WriteNumber("version", 1);
        json.WriteStartObject("fields");
        foreach (var field in fields)
        {
            json.WriteStartObject(field.Name);
            json.WriteString("value", field.Value);
            json.WriteObjects("claims", field.Claims, claim =>
            {
                json.WriteString("source", claim.Source);
                json.WriteString("place", claim.Place);
                json.WriteString("said", claim.Found);
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
