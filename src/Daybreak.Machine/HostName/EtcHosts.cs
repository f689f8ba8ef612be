namespace Daybreak.Machine.HostName;

/// <summary>
/// hosts(5): keeps the machine's own name resolvable on the line for 127.0.1.1, if the image has one (Debian's convention).
/// All other lines are kept byte for byte.
/// </summary>
public static class EtcHosts
{
    /// <summary>Debian's address for the own name of a machine without a permanent address.</summary>
    public const string OwnAddress = "127.0.1.1";

    /// <summary>The file with the machine's name on the line for 127.0.1.1; the same text if no change is needed.</summary>
    /// <remarks>
    /// A line for 127.0.1.1 that already has the name, also as an alias or as the first label of a domain name, is not changed.
    /// Otherwise the names on the line are replaced, because they are the image's. Without such a line, the file is not changed: the image
    /// resolves its own name in another way, such as nss-myhostname.
    /// </remarks>
    public static string WithOwnName(string hosts, string name)
    {
        string[] lines = hosts.Split('\n');
        int first = -1;
        for (int i = 0; i < lines.Length; i++)
        {
            var fields = Fields(lines[i]);
            if (fields.Count == 0 || fields[0] != OwnAddress) continue;
            if (fields.Skip(1).Any(known => known == name || known.StartsWith(name + ".", StringComparison.Ordinal))) return hosts;
            if (first < 0) first = i;
        }
        if (first < 0) return hosts;

        int comment = lines[first].IndexOf('#', StringComparison.Ordinal);
        string ending = lines[first].EndsWith('\r') ? "\r" : "";
        lines[first] = comment < 0 ? $"{OwnAddress}\t{name}{ending}" : $"{OwnAddress}\t{name}\t{lines[first][comment..]}";
        return string.Join('\n', lines);
    }

    private static List<string> Fields(string line)
    {
        int comment = line.IndexOf('#', StringComparison.Ordinal);
        if (comment >= 0) line = line[..comment];
        return [.. line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries)];
    }
}
