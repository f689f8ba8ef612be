using Daybreak.Migration;

namespace Daybreak.Verbs;

/// <summary><c>daybreak migrate</c></summary>
internal static class MigrateVerb
{
    private const string WaAgent = "--waagent";
    private const string CloudConfig = "--cloud-config";

    public static Verb Verb { get; } = new(
        "migrate",
        "",
        "print the daybreak.conf that says what waagent.conf or cloud.cfg says",
        """
        Reads the Azure Linux agent's /etc/waagent.conf and cloud-init's /etc/cloud below --root and prints the daybreak.conf
        that says the same; what has no equivalent is a comment that says why. Where both say something, cloud-init counts.
        Nothing is written. Exit status: 65 when a file cannot be understood, 78 when there is none.
        """,
        [new Option(WaAgent, "FILE", "read this file, wherever it is"),
         new Option(CloudConfig, "DIR", "read cloud.cfg and cloud.cfg.d of this directory, wherever it is")],
        0,
        Run);

    private static ExitStatus Run(Session session)
    {
        session.Output.ResultAlone = true;
        var equivalents = new Equivalents();
        if (session.Arguments.Value(WaAgent) is { } file)
        {
            using var directory = RootDirectory.Open(Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/");
            ReadWaAgent(directory, "/" + Path.GetFileName(file), file, equivalents);
        }
        else
        {
            ReadWaAgent(session.Root, "/etc/waagent.conf", "/etc/waagent.conf", equivalents);
        }
        string? odd;
        if (session.Arguments.Value(CloudConfig) is { } place)
        {
            using var directory = RootDirectory.Open(place);
            odd = ReadCloudInit(directory, "", place, equivalents);
        }
        else
        {
            odd = ReadCloudInit(session.Root, "/etc/cloud", "/etc/cloud", equivalents);
        }
        if (odd is not null)
        {
            session.Output.Complain(odd);
            return ExitStatus.BadData;
        }
        if (equivalents.Read.Count == 0)
        {
            session.Output.Complain($"there is neither a waagent.conf nor a cloud.cfg: {WaAgent} FILE and {CloudConfig} DIR name them");
            return ExitStatus.Configuration;
        }
        session.Output.Print(equivalents.ToText());
        return ExitStatus.Done;
    }

    private static void ReadWaAgent(RootDirectory root, string path, string shown, Equivalents equivalents)
    {
        if (root.Read(path) is not { } content) return;
        equivalents.Read.Add(shown);
        WaAgentFile.Read(Encoding.UTF8.GetString(content), equivalents);
    }

    private static string? ReadCloudInit(RootDirectory root, string directory, string shown, Equivalents equivalents)
    {
        var names = new List<string> { "cloud.cfg" };
        foreach (string name in root.List(directory + "/cloud.cfg.d"))
            if (name.EndsWith(".cfg", StringComparison.Ordinal)) names.Add("cloud.cfg.d/" + name);
        foreach (string name in names)
        {
            if (root.Read($"{directory}/{name}") is not { } content) continue;
            equivalents.Read.Add($"{shown}/{name}");
            if (CloudInitFiles.Read(content, equivalents) is { } failure) return $"{shown}/{name}:{failure.Line}:{failure.Column}: {failure.Sentence}";
        }
        return null;
    }
}
