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
        "print the daybreak.conf that corresponds to waagent.conf and cloud.cfg",
        """
        Reads /etc/waagent.conf of the Azure Linux agent and /etc/cloud of cloud-init below --root, and prints the
        corresponding daybreak.conf. Settings without an equivalent become comments that say why. If both files have a
        setting, cloud-init's value wins. Writes nothing. Exit status: 65 if a file cannot be parsed, 78 if there is none.
        """,
        [new Option(WaAgent, "FILE", "read this file instead of /etc/waagent.conf below the root"),
         new Option(CloudConfig, "DIR", "read cloud.cfg and cloud.cfg.d of this directory instead of /etc/cloud below the root")],
        0,
        Run);

    private static ExitStatus Run(Session session)
    {
        session.Output.ResultOnly = true;
        var equivalents = new Equivalents();
        string? file = session.Arguments.Value(WaAgent);
        if ((file is null ? session.Root.Read("/etc/waagent.conf") : Session.ReadGivenFile(file)) is { } content)
        {
            equivalents.Read.Add(file ?? "/etc/waagent.conf");
            WaAgentFile.Read(Encoding.UTF8.GetString(content), equivalents);
        }

        string? given = session.Arguments.Value(CloudConfig);
        using var directory = given is null ? null : RootDirectory.Open(given);
        var failure = ReadCloudInit(directory ?? session.Root, given is null ? "/etc/cloud" : "", given ?? "/etc/cloud", equivalents);
        if (failure is not null) return session.Fail(failure);
        if (equivalents.Read.Count == 0)
            return session.Fail(new Failure(ExitStatus.Configuration, "no configuration", $"no waagent.conf and no cloud.cfg found; use {WaAgent} FILE or {CloudConfig} DIR"));
        session.Output.Print(equivalents.ToText());
        return ExitStatus.Done;
    }

    private static Failure? ReadCloudInit(RootDirectory root, string directory, string shown, Equivalents equivalents)
    {
        var fragments = root.List(directory + "/cloud.cfg.d").Where(name => name.EndsWith(".cfg", StringComparison.Ordinal));
        foreach (string name in fragments.Select(fragment => $"cloud.cfg.d/{fragment}").Prepend("cloud.cfg"))
        {
            if (root.Read($"{directory}/{name}") is not { } content) continue;
            equivalents.Read.Add($"{shown}/{name}");
            if (CloudInitFiles.Read(content, equivalents) is { } failure)
                return Failure.BadData("invalid cloud-init configuration", $"{shown}/{name}:{failure.Line}:{failure.Column}: {failure.Sentence}");
        }
        return null;
    }
}
