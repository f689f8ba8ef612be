using System.Globalization;
using System.Net;

namespace Daybreak.Core.Dhcp;

/// <summary>
/// What a DHCP server said about ways out of an interface. A lease may be hostile; what is invalid in it is missing here.
/// </summary>
/// <param name="Interface">The interface's name.</param>
/// <param name="Router">Option 3's first router; 0 for none.</param>
/// <param name="Routes">The classless routes of option 121 (RFC 3442) and of its older twin 249; with any of them option 3 does not count.</param>
/// <param name="WireServer">Option 245, the WireServer's address; only the primary interface's server knows it.</param>
public sealed record Lease(string Interface, uint Router, IReadOnlyList<Route> Routes, IPAddress? WireServer)
{
    internal static readonly Lease Empty = new("", 0, [], null);

    /// <summary>When it expires; null if it does not or the client does not record it.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>RFC 3442's form: prefix length, as many bytes of the network as it needs, four bytes of the router. What comes before a mistake counts.</summary>
    public static List<Route> Decode(string interfaceName, ReadOnlySpan<byte> option)
    {
        var routes = new List<Route>();
        while (!option.IsEmpty)
        {
            int prefix = option[0], significant = (prefix + 7) / 8;
            if (prefix > 32 || option.Length < 1 + significant + 4) break;
            uint destination = 0, gateway = 0;
            for (int i = 0; i < 4; i++)
            {
                destination = (destination << 8) | (i < significant ? option[1 + i] : 0u);
                gateway = (gateway << 8) | option[1 + significant + i];
            }
            routes.Add(new Route(interfaceName, destination & Ipv4.Mask(prefix), prefix, gateway));
            option = option[(5 + significant)..];
        }
        return routes;
    }

    /// <summary>"168.63.129.16/32 10.0.0.1 0.0.0.0/0 10.0.0.1", with spaces or commas.</summary>
    internal static List<Route> Pairs(string interfaceName, string text)
    {
        var routes = new List<Route>();
        string[] words = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i + 1 < words.Length; i += 2)
        {
            string[] network = words[i].Split('/');
            if (Ipv4.Parse(network[0]) is not { } destination || Ipv4.Parse(words[i + 1]) is not { } gateway) break;
            int prefix = 32;
            if (network.Length == 2 && (!int.TryParse(network[1], NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > 32)) break;
            routes.Add(new Route(interfaceName, destination, prefix, gateway));
        }
        return routes;
    }

    /// <summary>
    /// dhclient's forms of the same bytes: "32,168,63,129,16,10,0,0,1", "32.168.63.129.16 10.0.0.1" and "20:a8:3f:81:10:a:0:0:1"; networkd's "20a83f81100a000001".
    /// </summary>
    internal static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        bool joined = text.AsSpan().IndexOfAny(',', '.', ' ') < 0 && !text.Contains(':', StringComparison.Ordinal);
        bool hexadecimal = joined || text.Contains(':', StringComparison.Ordinal);
        string[] parts = joined ? InTwos(text) : text.Split([',', '.', ' ', ':'], StringSplitOptions.RemoveEmptyEntries);
        foreach (string part in parts)
        {
            if (!byte.TryParse(part, hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out byte value)) break;
            bytes.Add(value);
        }
        return bytes.ToArray();
    }

    /// <summary>The bytes of option 245: eight hexadecimal digits, or four parts of one or two with colons; empty otherwise.</summary>
    internal static byte[] Digits(string? text)
    {
        string[] parts = text is null ? [] : text.Contains(':', StringComparison.Ordinal) ? text.Split(':') : text.Length == 8 ? InTwos(text) : [];
        return parts.Length == 4 && Array.TrueForAll(parts, part => part.Length is 1 or 2 && part.All(char.IsAsciiHexDigit))
            ? [.. parts.Select(part => byte.Parse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))]
            : [];
    }

    /// <summary>The address of a host; null for 0.0.0.0, multicast, broadcast, and another number of bytes.</summary>
    internal static IPAddress? Address(ReadOnlySpan<byte> bytes) => bytes is [not 0 and < 224, _, _, _] ? new IPAddress(bytes) : null;

    private static string[] InTwos(string text)
    {
        var parts = new string[text.Length / 2];
        for (int i = 0; i < parts.Length; i++) parts[i] = text.Substring(i * 2, 2);
        return parts;
    }
}
