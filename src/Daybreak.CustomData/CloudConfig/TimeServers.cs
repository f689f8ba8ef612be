namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>ntp</c>: servers and pools for the machine's time client, systemd-timesyncd or chrony.</summary>
internal static class TimeServers
{
    private static readonly string[] Timesyncd = ["/usr/lib/systemd/systemd-timesyncd", "/lib/systemd/systemd-timesyncd"];
    private static readonly string[] ChronyDirectories = ["/etc/chrony/conf.d", "/etc/chrony.d"];

    public static IEnumerable<CustomDataTask> Read(YamlNode node, CloudConfigReader reader)
    {
        if (!reader.IsMapping(node, "ntp")) yield break;
        reader.Known(node, "ntp", ["enabled", "servers", "pools", "ntp_client"], ["config", "peers", "allow"]);
        if (node["enabled"] is { } enabled && reader.Flag(enabled, "ntp.enabled") == false)
        {
            reader.NotDone(enabled, "disabling the time client is not supported");
            yield break;
        }
        string client = node.Given("ntp_client")?.Text ?? "auto";
        if (client is not ("auto" or "chrony" or "systemd-timesyncd"))
        {
            reader.NotDone(node["ntp_client"]!, $"the time client {CloudConfigReader.Shown(client)} is not supported: use systemd-timesyncd or chrony");
            yield break;
        }
        List<string> servers = Names(node, "servers", reader), pools = Names(node, "pools", reader);
        if (servers.Count + pools.Count == 0) yield break;
        string all = string.Join(' ', servers.Concat(pools));
        yield return reader.Task("ntp", $"time servers {all}", machine => Plan(machine, client, servers, pools));
        yield return reader.Script("ntp-restart", "the time client, if it runs, restarted", """
            #!/bin/sh
            if [ -d /run/systemd/system ]; then
              systemctl try-restart systemd-timesyncd.service chrony.service chronyd.service 2>/dev/null || :
            fi

            """);
    }

    private static List<string> Names(YamlNode node, string key, CloudConfigReader reader) =>
        node.Given(key) is not { } list ? []
        : [.. reader.Items(list, key).Select(item => reader.Line(item, "time server", IsServer, "use a name or an address")).OfType<string>()];

    private static bool IsServer(string name) => name.Length is > 0 and < 256 && name[0] != '-' && CloudConfigReader.HasOnly(name, ".-:_");

    private static IEnumerable<Change> Plan(MachineView machine, string client, List<string> servers, List<string> pools)
    {
        string? chrony = Array.Find(ChronyDirectories, path => machine.Entry(path) is { Kind: FileKind.Directory });
        string path, text;
        if (chrony is not null && client != "systemd-timesyncd")
        {
            path = $"{chrony}/90-daybreak.conf";
            text = string.Concat([.. servers.Select(server => $"server {server} iburst\n"), .. pools.Select(pool => $"pool {pool} iburst\n")]);
        }
        else if (FindProgram.At(machine, Timesyncd) is not null && client != "chrony")
        {
            path = "/etc/systemd/timesyncd.conf.d/90-daybreak.conf";
            text = $"[Time]\nNTP={string.Join(' ', servers.Concat(pools))}\n";
        }
        else
        {
            string missing = client == "auto" ? "systemd-timesyncd or chrony" : client;
            throw new FileFailure("/etc", $"the time servers need {missing}, which is not installed (chrony needs a conf.d directory)");
        }
        return machine.ReadText(path) == text ? []
            : [.. EnsureDirectory.Above(machine, path), Change.Write(path, text, Permissions.WorldReadable, $"time servers in {path}")];
    }
}
