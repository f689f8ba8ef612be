using Daybreak.Configuration;
using Daybreak.CustomData;
using Daybreak.CustomData.Unpack;
using Daybreak.Machine;

namespace Daybreak.Verbs;

/// <summary><c>daybreak validate FILE</c></summary>
internal static class ValidateVerb
{
    public static Verb Verb { get; } = new(
        "validate",
        "FILE",
        "check custom data without executing it",
        """
        Reads a file of custom data (script, cloud-config, MIME, gzip) and prints, in order, what would be executed, what is
        not supported, and errors with line and column. Uses the handlers below --root. The check assumes Policy=execute. Exit
        status: 0 if there are no errors, 65 if there are.
        """,
        [],
        1,
        Run);

    private static ExitStatus Run(Session session)
    {
        session.Output.ResultOnly = true;
        if (session.Arguments.Words is not [{ Length: > 0 } path]) return session.Fail(Arguments.Invalid("validate requires a file; see daybreak validate --help"));
        if (Session.ReadGivenFile(path) is not { } data) return session.Fail(Arguments.Invalid($"{path}: no such file; check the path"));
        var work = CustomDataWork.Of(data, new MachineView(session.Root, session.Kernel));
        var policy = session.Settings.CustomData.Policy;
        session.Output.Print(session.Json ? Json(work, policy) : Encoding.UTF8.GetBytes(Lines(work, policy)));
        return work.HasErrors ? ExitStatus.BadData : ExitStatus.Done;
    }

    private static string Lines(CustomDataWork work, CustomDataPolicy policy)
    {
        var text = new StringBuilder();
        foreach (var part in work.Parts) text.Append(part.Title).Append(": ").Append(part.Content.Length).Append(" bytes\n");
        if (work.Parts.Count == 0) text.Append("the file has no parts\n");
        foreach (string title in work.Titles) text.Append("would do   ").Append(title.TrimEnd(',')).Append('\n');
        foreach (var finding in work.Findings) text.Append(Word(finding).PadRight(11)).Append(finding).Append('\n');
        if (policy != CustomDataPolicy.Execute)
            text.Append("note       nothing is executed: the configuration has [CustomData] Policy=").Append(Word(policy)).Append(", not execute\n");
        return text.ToString();
    }

    private static byte[] Json(CustomDataWork work, CustomDataPolicy policy) => JsonText.Document(json =>
    {
        json.WriteNumber("version", 1);
        json.WriteBoolean("valid", !work.HasErrors);
        json.WriteString("policy", Word(policy));
        json.WriteObjects("parts", work.Parts, part =>
        {
            json.WriteNumber("number", part.Number);
            json.WriteString("kind", part.HandlerName);
            if (part.FileName is { } name) json.WriteString("fileName", name);
            json.WriteNumber("bytes", part.Content.Length);
        });
        json.WriteTexts("does", work.Titles.Select(title => title.TrimEnd(',')));
        json.WriteObjects("findings", work.Findings, finding =>
        {
            json.WriteString("severity", Word(finding).Replace(' ', '-'));
            if (finding.Part > 0) json.WriteNumber("part", finding.Part);
            if (finding.Line > 0)
            {
                json.WriteNumber("line", finding.Line);
                json.WriteNumber("column", finding.Column);
            }
            json.WriteString("sentence", finding.Sentence);
        });
    });

    private static string Word(CustomDataPolicy policy) => policy switch
    {
        CustomDataPolicy.Off => "off",
        CustomDataPolicy.Store => "store",
        _ => "execute",
    };

    private static string Word(Finding finding) => finding.Severity switch
    {
        FindingSeverity.Error => "wrong",
        FindingSeverity.NotDone => "not done",
        _ => "note",
    };
}
