using Daybreak.Core;
using System.Globalization;

namespace Daybreak.Machine.Network;

/// <summary>
/// The metric of each secondary interface by its MAC address, remembered, because the platform lists interfaces in no order: those of the
/// first boot by their addresses from 200 upwards (100 is the primary's in other agents, too), a later one behind them.
/// </summary>
public static class InterfaceMetrics
{
    /// <summary>Where it is remembered: "MAC METRIC" lines.</summary>
    public const string Path = AgentPaths.StateDirectory + "/interfaces";

    private const int First = 200, Step = 100, Highest = 1_000_000;

    /// <summary>What is remembered, with the addresses that are new; those that the platform no longer lists are forgotten.</summary>
    /// <param name="remembered">The file; null for none. Lines that are none do not count.</param>
    /// <param name="addresses">MAC addresses, in any order.</param>
    /// <returns>Lines, sorted by address.</returns>
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

    /// <summary>The metric of an address; null for none.</summary>
    public static int? Of(string address, IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
            if (line.Length > address.Length && line[address.Length] == ' ' && line.StartsWith(address, StringComparison.Ordinal)) return int.Parse(line.AsSpan(address.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return null;
    }

    /// <summary>The file.</summary>
    public static string Text(IReadOnlyList<string> lines) => string.Join('\n', lines) + "\n";
}
