namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>mounts</c>: lines of fstab, their mount points, and the mounts themselves.</summary>
internal static class Mounts
{
    private static readonly string[] Usual = ["", "", "auto", "defaults,nofail", "0", "2"];

    public static List<CustomDataTask> Read(YamlNode node, YamlNode? defaults, CloudConfigReader reader)
    {
        var tasks = new List<CustomDataTask>();
        string[] usual = [.. Usual];
        if (defaults is { IsNull: false })
        {
            var given = reader.Items(defaults, "mount_default_fields");
            for (int i = 2; i < Math.Min(given.Count, usual.Length); i++)
                if (given[i] is { Kind: YamlKind.Scalar, IsNull: false } field && field.Text != "None") usual[i] = field.Text;
        }
        int number = 0;
        foreach (var item in reader.Items(node, "mounts"))
        {
            number++;
            if (Fields(item, usual, reader) is not { } fields) continue;
            string key = reader.Key(string.Create(CultureInfo.InvariantCulture, $"mounts-{number}"));
            bool isSwap = fields[2] == "swap";
            string where = isSwap ? "swap" : fields[1];
            tasks.Add(new MachineTask(key, reader.Title($"{fields[0]} on {where}, at every boot"), machine => Plan(machine, fields, isSwap)));
            string command = isSwap ? $"swapon {Commands.Quote(fields[0])}" : $"mountpoint -q {Commands.Quote(fields[1])} || mount {Commands.Quote(fields[1])}";
            tasks.Add(new ScriptTask(key + "-mount", reader.Title($"{fields[0]} on {where}, now,"), Encoding.UTF8.GetBytes($"#!/bin/sh\n{command}\n"), ["/bin/sh"], repeats: true));
        }
        return tasks;
    }

    private static string[]? Fields(YamlNode item, string[] usual, CloudConfigReader reader)
    {
        if (item.Kind != YamlKind.Sequence || item.Items.Count is 0 or > 6)
        {
            reader.Wrong(item, "a mount must be a list of device, mount point and up to four more fields of fstab, and is not done");
            return null;
        }
        string[] fields = [.. usual];
        for (int i = 0; i < item.Items.Count; i++)
        {
            if (i >= 2 && item.Items[i].IsNull) continue;
            if (i == 1 && (item.Items[i].IsNull || item.Items[i].Text == "None"))
            {
                reader.NotDone(item, "a mount of the machine's is not taken away");
                return null;
            }
            if (reader.Line(item.Items[i], "a field of a mount") is not { } field) return null;
            fields[i] = field;
        }
        if (fields[0].StartsWith("ephemeral", StringComparison.Ordinal))
        {
            reader.NotDone(item, "the temporary disk is not mounted by custom data: Daybreak's own configuration does it");
            return null;
        }
        // "sdc" is /dev/sdc, "LABEL=x" is itself, and "swap" has no mount point.
        if (!fields[0].StartsWith('/') && !fields[0].AsSpan().ContainsAny('=', ':', '/') && fields[2] is not ("tmpfs" or "swap" or "proc" or "sysfs" or "overlay")) fields[0] = "/dev/" + fields[0];
        if (fields[1] is "none" or "" && fields[2] == "swap") return fields;
        if (item.Items.Count < 2)
        {
            reader.Wrong(item, "a mount has no mount point, and is not done");
            return null;
        }
        return FilesToWrite.PathOf(item.Items[1], "a mount point", reader) is null ? null : fields;
    }

    private static List<Change> Plan(MachineView machine, string[] fields, bool isSwap)
    {
        var changes = new List<Change>();
        if (!isSwap) changes.AddRange(EnsureDirectory.WithParents(machine, fields[1]));
        if (FstabLines.Add(machine, fields) is { } line) changes.Add(line);
        return changes;
    }
}
