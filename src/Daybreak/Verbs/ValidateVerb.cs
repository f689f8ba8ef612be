using System.Text.Json;
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
        "check custom data, doing nothing of it",
        """
        Takes a file of custom data apart (script, cloud-config, MIME, gzip) and prints what would be done, in order, what
        would not be, and what is wrong, with line and column. Handlers below --root count. Exit status: 0 when nothing is
        wrong, 65 when something is. What would be done is done where the image's configuration says Policy=execute.
        """,
        [],
        1,
        Run);

    private static ExitStatus Run(Session session)
    {
        session.Output.ResultAlone = true;
        if (session.Arguments.Words is not [var path])
        {
            session.Output.Complain("validate takes the path of one file: see daybreak validate --help");
            return ExitStatus.Usage;
        }
        // A file of the caller's, wherever it is: not below the root.
        using var directory = RootDirectory.Open(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        if (directory.Read("/" + Path.GetFileName(path)) is not { } data)
        {
            session.Output.Complain($"{path}: there is no such file");
            return ExitStatus.Usage;
        }
        var work = CustomDataWork.Of(data, new MachineView(session.Root, session.Kernel));
        var policy = session.Settings.CustomData.Policy;
        session.Output.Print(session.Json ? Json(work, policy) : Encoding.UTF8.GetBytes(Lines(work, policy)));
        return work.HasErrors ? ExitStatus.BadData : ExitStatus.Done;
    }

    private static string Lines(CustomDataWork work, CustomDataPolicy policy)
    {
        var text = new StringBuilder();
        foreach (var part in work.Parts) text.Append(part.Title).Append(": ").Append(part.Content.Length).Append(" bytes\n");
        if (work.Parts.Count == 0) text.Append("nothing is in it\n");
        foreach (string title in work.Titles) text.Append("would do   ").Append(title.TrimEnd(',')).Append('\n');
        foreach (var finding in work.Findings) text.Append(Word(finding).PadRight(11)).Append(finding).Append('\n');
        if (policy != CustomDataPolicy.Execute) text.Append("note       it is done with [CustomData] Policy=execute; the configuration here says Policy=").Append(Word(policy)).Append('\n');
        return text.ToString();
    }

    private static byte[] Json(CustomDataWork work, CustomDataPolicy policy)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteBoolean("valid", !work.HasErrors);
            json.WriteString("policy", Word(policy));
            json.WriteStartArray("parts");
            foreach (var part in work.Parts)
            {
                json.WriteStartObject();
                json.WriteNumber("number", part.Number);
                json.WriteString("kind", part.HandlerName);
                if (part.FileName is { } name) json.WriteString("fileName", name);
                json.WriteNumber("bytes", part.Content.Length);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("does");
            foreach (string title in work.Titles) json.WriteStringValue(title.TrimEnd(','));
            json.WriteEndArray();
            json.WriteStartArray("findings");
            foreach (var finding in work.Findings)
            {
                json.WriteStartObject();
                json.WriteString("severity", Word(finding).Replace(' ', '-'));
                if (finding.Part > 0) json.WriteNumber("part", finding.Part);
                if (finding.Line > 0)
                {
                    json.WriteNumber("line", finding.Line);
                    json.WriteNumber("column", finding.Column);
                }
                json.WriteString("sentence", finding.Sentence);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

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
