namespace Daybreak.Machine.HostName;

/// <summary>
/// hosts(5): keeps the machine's own name resolvable on the line 127.0.1.1, where the image has such a line (Debian's convention).
/// Every other line, comment and blank is kept byte for byte.
/// </summary>
public static class EtcHosts
{
    /// <summary>Debian's address for the machine's own name where it has no permanent one.</summary>
    public const string OwnAddress = "127.0.1.1";

    /// <summary>The file with the machine's name on its 127.0.1.1 line; the same text when nothing has to change.</summary>
    /// <param name="hosts">The present file.</param>
    /// <param name="name">The machine's name.</param>
    /// <remarks>
    /// A 127.0.1.1 line that knows the name already, also as an alias or as the first label of a domain name, is left alone.
    /// Otherwise its names are replaced: they were the image's. Without such a line the file is left to the image's own way of
    /// resolving (nss-myhostname, for one).
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
