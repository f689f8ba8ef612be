namespace Daybreak.Machine.Network;

/// <summary>
/// The metric of each secondary interface by MAC address. It is saved, because the platform lists interfaces in any order. The interfaces
/// of the first boot get metrics from 200 in the order of their MAC addresses, later ones follow. (Other agents use 100 for the primary interface.)
/// </summary>
public static class InterfaceMetrics
{
    /// <summary>The file: "MAC METRIC" lines.</summary>
    public const string Path = AgentPaths.StateDirectory + "/interfaces";

    private const int First = 200, Step = 100, Highest = 1_000_000;

    /// <summary>
    /// The saved metrics with new interfaces added, sorted by MAC address. Interfaces that the platform no longer lists, and invalid lines,
    /// are removed.
    /// </summary>
    public static List<string> Assign(string? remembered, IReadOnlyList<string> addresses)
    {
        var wanted = new List<string>(addresses);
        wanted.Sort(StringComparer.Ordinal);
        var lines = new List<string>();
        int highest = First - Step;
        foreach (string line in (remembered ?? "").Split('\n'))
        {
            string[] parts = line.Split(' ');
            if (parts.Length != 2 || !wanted.Contains(parts[0]) || Of(parts[0], lines) is not null) continue;
            if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int metric) || metric is < First or > Highest) continue;
            lines.Add(line);
            highest = Math.Max(highest, metric);
        }
        foreach (string address in wanted)
        {
            if (Of(address, lines) is not null) continue;
            highest += Step;
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{address} {highest}"));
        }
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>The metric of a MAC address; null for none.</summary>
    public static int? Of(string address, IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
            if (line.Length > address.Length && line[address.Length] == ' ' && line.StartsWith(address, StringComparison.Ordinal)) return int.Parse(line.AsSpan(address.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return null;
    }

    /// <summary>The text of the file.</summary>
    public static string Text(IReadOnlyList<string> lines) => string.Join('\n', lines) + "\n";
}
