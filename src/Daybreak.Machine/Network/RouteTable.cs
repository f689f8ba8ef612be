using System.Numerics;

namespace Daybreak.Machine.Network;

/// <summary>The kernel's main routing table, from /proc/net/route.</summary>
public static class RouteTable
{
    /// <summary>The kernel's file, which shows the network namespace of the reader.</summary>
    public const string Path = "/proc/net/route";

    // linux/route.h: RTF_UP, RTF_REJECT.
    private const uint Up = 0x1, Reject = 0x200;

    /// <summary>Parses the table; invalid lines are ignored.</summary>
    /// <param name="text">A heading, then one route per line: interface, destination, gateway, flags, two counters, metric, mask, …; addresses in hexadecimal, in native byte order.</param>
    public static List<Route> Parse(string text)
    {
        var routes = new List<Route>();
        foreach (string line in text.Split('\n'))
        {
            string[] parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length < 8 || Hex(parts[1]) is not { } destination || Hex(parts[2]) is not { } gateway || Hex(parts[3]) is not { } flags || Hex(parts[7]) is not { } mask) continue;
            if (!uint.TryParse(parts[6], NumberStyles.None, CultureInfo.InvariantCulture, out uint metric)) continue;
            bool refuses = (flags & Reject) != 0;
            if ((flags & Up) == 0 && !refuses) continue;
            routes.Add(new Route(parts[0], Written(destination), BitOperations.PopCount(mask), Written(gateway), metric, refuses));
        }
        return routes;
    }

    /// <summary>The route that the kernel uses for an address: the longest prefix, then the lowest metric; null for none.</summary>
    public static Route? To(uint address, IReadOnlyList<Route> routes)
    {
        Route? best = null;
        foreach (var route in routes)
        {
            if (!route.Covers(address)) continue;
            if (best is null || route.Prefix > best.Prefix || (route.Prefix == best.Prefix && route.Metric < best.Metric)) best = route;
        }
        return best;
    }

    private static uint? Hex(string text) => uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value) ? value : null;

    // All Linux targets of Native AOT are little-endian.
    private static uint Written(uint shown) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(shown);
}
