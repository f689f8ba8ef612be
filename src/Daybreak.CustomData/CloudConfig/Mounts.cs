namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>mounts</c>: lines of fstab, their mount points, and the mounts themselves.</summary>
internal static class Mounts
{
    private static readonly string[] Usual = ["", "", "auto", "defaults,nofail", "0", "2"];

    public static IEnumerable<CustomDataTask> Read(YamlNode node, YamlNode? defaults, CloudConfigReader reader)
    {
        string[] usual = [.. Usual];
        if (defaults is { IsNull: false })
        {
            var given = reader.Items(defaults, "mount_default_fields");
            for (int i = 2; i < Math.Min(given.Count, usual.Length); i++)
                if (given[i] is { Kind: YamlKind.Scalar, IsNull: false } field && field.Text != "None") usual[i] = field.Text;
        }
        foreach (var (number, item) in reader.Items(node, "mounts").Index())
        {
            if (Fields(item, usual, reader) is not { } fields) continue;
            bool isSwap = fields[2] == "swap";
            string name = $"mounts-{number + 1}", where = isSwap ? "swap" : fields[1];
            string device = Commands.Quote(fields[0]), place = Commands.Quote(fields[1]);
            yield return reader.Task(name, $"{fields[0]} on {where}, at every boot", machine => Plan(machine, fields, isSwap));
            string command = isSwap ? $"swapon {device}" : $"mountpoint -q {place} || mount {place}";
            yield return reader.Script(name + "-mount", $"{fields[0]} on {where}, now,", $"#!/bin/sh\n{command}\n");
        }
    }

    private static string[]? Fields(YamlNode item, string[] usual, CloudConfigReader reader)
    {
        if (item.Kind != YamlKind.Sequence || item.Items.Count is 0 or > 6)
        {
            reader.Wrong(item, "a mount must be a list of device, mount point and up to four more fields of fstab");
            return null;
        }
        string[] fields = [.. usual];
        for (int i = 0; i < item.Items.Count; i++)
        {
            if (i >= 2 && item.Items[i].IsNull) continue;
            if (i == 1 && (item.Items[i].IsNull || item.Items[i].Text == "None"))
            {
                reader.NotDone(item, "removing a mount is not supported");
                return null;
            }
            if (reader.Line(item.Items[i], "a field of a mount") is not { } field) return null;
            fields[i] = field;
        }
        if (fields[0].StartsWith("ephemeral", StringComparison.Ordinal))
        {
            reader.NotDone(item, "mounting the temporary disk is not supported here: use Daybreak's configuration");
            return null;
        }
        // "sdc" is /dev/sdc, "LABEL=x" is itself, and "swap" has no mount point.
        if (!fields[0].StartsWith('/') && !fields[0].AsSpan().ContainsAny('=', ':', '/') && fields[2] is not ("tmpfs" or "swap" or "proc" or "sysfs" or "overlay")) fields[0] = "/dev/" + fields[0];
        if (fields[1] is "none" or "" && fields[2] == "swap") return fields;
        if (item.Items.Count >= 2) return reader.Path(item.Items[1], "mount point") is null ? null : fields;
        reader.Wrong(item, "a mount has no mount point: add one");
        return null;
    }

    private static IEnumerable<Change> Plan(MachineView machine, string[] fields, bool isSwap)
    {
        if (!isSwap)
            foreach (var directory in EnsureDirectory.WithParents(machine, fields[1])) yield return directory;
        if (FstabLines.Add(machine, fields) is { } line) yield return line;
    }
}
