namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>ntp</c>: servers and pools for the time client that is there: systemd-timesyncd or chrony.</summary>
internal static class TimeServers
{
    private static readonly string[] Timesyncd = ["/usr/lib/systemd/systemd-timesyncd", "/lib/systemd/systemd-timesyncd"];
    private static readonly string[] ChronyDirectories = ["/etc/chrony/conf.d", "/etc/chrony.d"];

    public static void Read(YamlNode node, CloudConfigReader reader, List<CustomDataTask> tasks)
    {
        if (node.Kind != YamlKind.Mapping)
        {
            reader.Wrong(node, "ntp must be a mapping (enabled, servers, pools), and is not done");
            return;
        }
        reader.Known(node, "ntp", ["enabled", "servers", "pools", "ntp_client"], ["config", "peers", "allow"]);
        if (node["enabled"] is { } enabled && reader.Flag(enabled, "ntp.enabled") == false)
        {
            reader.NotDone(enabled, "a time client is not switched off");
            return;
        }
        if (node["ntp_client"] is { IsNull: false } client && client.Text is not ("auto" or "chrony" or "systemd-timesyncd"))
        {
            reader.NotDone(client, $"the time client {CloudConfigReader.Shown(client.Text)} is not configured: systemd-timesyncd and chrony are");
            return;
        }
        string? wanted = node["ntp_client"] is { Text: not "auto", IsNull: false } named ? named.Text : null;
        var servers = Names(node["servers"], reader);
        var pools = Names(node["pools"], reader);
        if (servers.Count + pools.Count == 0) return;
        tasks.Add(new MachineTask(reader.Key("ntp"), reader.Title($"time servers {string.Join(' ', servers)}{(servers.Count * pools.Count > 0 ? " " : "")}{string.Join(' ', pools)}"), machine => Plan(machine, wanted, servers, pools)));
        byte[] script = Encoding.UTF8.GetBytes("#!/bin/sh\nif [ -d /run/systemd/system ]; then systemctl try-restart systemd-timesyncd.service chrony.service chronyd.service 2>/dev/null || :; fi\n");
        tasks.Add(new ScriptTask(reader.Key("ntp-restart"), reader.Title("the time client, if it runs, restarted"), script, ["/bin/sh"], repeats: true));
    }

    private static List<string> Names(YamlNode? node, CloudConfigReader reader)
    {
        var names = new List<string>();
        if (node is null or { IsNull: true }) return names;
        foreach (var item in reader.Items(node, "the time servers"))
        {
            if (reader.Line(item, "a time server") is not { } name) continue;
            bool fits = name.Length is > 0 and < 256 && name[0] != '-';
            foreach (char c in name)
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or ':' or '_')) fits = false;
            if (fits) names.Add(name);
            else reader.Wrong(item, $"{CloudConfigReader.Shown(name)} can be no time server, and is not done: use a host name or an address");
        }
        return names;
    }

    private static List<Change> Plan(MachineView machine, string? wanted, List<string> servers, List<string> pools)
    {
        string? chrony = Array.Find(ChronyDirectories, path => machine.Entry(path) is { Kind: FileKind.Directory });
        bool hasTimesyncd = Array.Exists(Timesyncd, path => machine.Entry(path) is not null);
        string path, text;
        if (chrony is not null && wanted != "systemd-timesyncd")
        {
            path = $"{chrony}/90-daybreak.conf";
            text = string.Concat(servers.Select(server => $"server {server} iburst\n")) + string.Concat(pools.Select(pool => $"pool {pool} iburst\n"));
        }
        else if (hasTimesyncd && wanted != "chrony")
        {
            path = "/etc/systemd/timesyncd.conf.d/90-daybreak.conf";
            text = $"[Time]\nNTP={string.Join(' ', servers.Concat(pools))}\n";
        }
        else
        {
            throw new FileFailure("/etc", $"{wanted ?? "neither systemd-timesyncd nor chrony (with a conf.d)"} is {(wanted is null ? "" : "not ")}there for the time servers");
        }
        var changes = new List<Change>();
        if (machine.ReadText(path) == text) return changes;
        changes.AddRange(EnsureDirectory.Above(machine, path));
        changes.Add(Change.Write(path, text, Permissions.WorldReadable, $"time servers in {path}"));
        return changes;
    }
}
