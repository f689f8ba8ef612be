namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>timezone</c>: the link /etc/localtime of localtime(5), and Debian's /etc/timezone where there is one.</summary>
internal static class TimeZoneTask
{
    private const string Link = "/etc/localtime";
    private const string Name = "/etc/timezone";

    public static MachineTask? Read(YamlNode node, string zone, CloudConfigReader reader)
    {
        bool fits = zone.Length is > 0 and < 100 && zone[0] != '/';
        foreach (string part in zone.Split('/'))
            if (part.Length == 0 || part[0] is '.' or '-') fits = false;
        foreach (char c in zone)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('/' or '_' or '-' or '+')) fits = false;
        if (fits) return new MachineTask(reader.Key("timezone"), reader.Title($"time zone {zone}"), machine => Plan(machine, zone));
        reader.Wrong(node, $"{CloudConfigReader.Shown(zone)} is no time zone such as Europe/Berlin, and is not done");
        return null;
    }

    private static List<Change> Plan(MachineView machine, string zone)
    {
        string target = $"/usr/share/zoneinfo/{zone}";
        if (machine.Read(target) is null) throw new FileFailure(target, $"the machine does not know the time zone {zone}: there is no {target} (package tzdata)");
        var changes = new List<Change>();
        string relative = ".." + target;
        if (machine.ReadLink(Link) is var present && present != relative && present != target)
        {
            if (machine.Entry(Link) is { Kind: not FileKind.Link }) changes.Add(new RemoveFile(Link, $"{Link}, which is no link, removed"));
            changes.Add(new MakeLink(Link, relative, $"time zone {zone}"));
        }
        if (machine.ReadText(Name) is { } text && text != zone + "\n") changes.Add(Change.Write(Name, zone + "\n", Permissions.WorldReadable, $"time zone {zone} in {Name}"));
        return changes;
    }
}
