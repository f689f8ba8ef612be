using Daybreak.Core.Dhcp;
using System.Globalization;
using System.Numerics;

namespace Daybreak.Machine.Network;

/// <summary>The kernel's main routing table, as proc_net_route shows it: /proc/net/route.</summary>
public static class RouteTable
{
    /// <summary>Where the kernel shows it, for the network namespace of whoever reads.</summary>
    public const string Path = "/proc/net/route";

    // linux/route.h: RTF_UP, RTF_REJECT.
    private const uint Up = 0x1, Reject = 0x200;

    /// <summary>Reads the table; lines that are none are left out.</summary>
    /// <param name="text">A heading, then a route a line: interface, destination, gateway, flags, two counters, metric, mask, …; addresses as the machine's own bytes in hexadecimal.</param>
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

    /// <summary>The route that the kernel takes to an address: the narrowest, and of these the one with the lowest metric; null for none.</summary>
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

    // All machines that .NET's ahead-of-time compiler knows for Linux are little-endian.
    private static uint Written(uint shown) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(shown);
}
