namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>timezone</c>: the link /etc/localtime of localtime(5), and Debian's /etc/timezone if it exists.</summary>
internal static class TimeZoneTask
{
    private const string Link = "/etc/localtime";
    private const string Name = "/etc/timezone";

    public static IEnumerable<CustomDataTask> Read(YamlNode node, CloudConfigReader reader)
    {
        if (reader.Line(node, "time zone", IsZone, "use a name such as Europe/Berlin") is { } zone)
            yield return reader.Task("timezone", $"time zone {zone}", machine => Plan(machine, zone));
    }

    private static bool IsZone(string zone) =>
        zone.Length < 100 && CloudConfigReader.HasOnly(zone, "/_-+")
        && Array.TrueForAll(zone.Split('/'), part => part.Length > 0 && part[0] != '-');

    private static IEnumerable<Change> Plan(MachineView machine, string zone)
    {
        string target = $"/usr/share/zoneinfo/{zone}";
        if (machine.Read(target) is null) throw new FileFailure(target, $"unknown time zone {zone}: {target} does not exist (package tzdata)");
        if (machine.ReadLink(Link) is var present && present != ".." + target && present != target)
        {
            if (machine.Entry(Link) is { Kind: not FileKind.Link }) yield return new RemoveFile(Link, $"{Link}, which is not a link, removed");
            yield return new MakeLink(Link, ".." + target, $"time zone {zone}");
        }
        if (machine.ReadText(Name) is { } text && text != zone + "\n")
            yield return Change.Write(Name, zone + "\n", Permissions.WorldReadable, $"time zone {zone} in {Name}");
    }
}
