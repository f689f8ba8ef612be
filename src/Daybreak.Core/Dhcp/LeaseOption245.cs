using System.Globalization;
using System.Net;
using System.Text;

namespace Daybreak.Core.Dhcp;

/// <summary>
/// DHCP option 245, four bytes: the WireServer's address, as the leases of the usual clients keep it. Every lease is read as text or
/// bytes that may be hostile; what is not understood is not there.
/// </summary>
public static class LeaseOption245
{
    private const string DhclientOption = "option unknown-245 ";

    /// <summary>systemd-networkd and NetworkManager's internal client: a line <c>OPTION_245=a83f8110</c>.</summary>
    public static IPAddress? FromNetworkd(string lease)
    {
        foreach (string line in lease.Split('\n'))
            if (line.StartsWith("OPTION_245=", StringComparison.Ordinal)) return FromHex(line["OPTION_245=".Length..].Trim());
        return null;
    }

    /// <summary>
    /// dhclient: the last lease block that has not expired and has <c>option unknown-245 a8:3f:81:10;</c>, which may also be eight
    /// digits or, when all four bytes can be printed, a quoted text with backslashes.
    /// </summary>
    /// <param name="leases">The file.</param>
    /// <param name="now">Blocks that expired before it do not count.</param>
    public static IPAddress? FromDhclient(string leases, DateTimeOffset now)
    {
        IPAddress? found = null, inBlock = null;
        bool expired = false;
        foreach (string raw in leases.Split('\n'))
        {
            string line = raw.Trim();
            if (line.StartsWith("lease", StringComparison.Ordinal)) (inBlock, expired) = (null, false);
            else if (line.StartsWith("expire ", StringComparison.Ordinal)) expired = HasExpired(line, now);
            else if (line.StartsWith(DhclientOption, StringComparison.Ordinal)) inBlock = FromDhclientValue(line[DhclientOption.Length..]) ?? inBlock;
            else if (line.StartsWith('}') && !expired) found = inBlock ?? found;
        }
        return found;
    }

    /// <summary>dhcpcd: the server's answer as it came, options from byte 240.</summary>
    public static IPAddress? FromPacket(ReadOnlySpan<byte> packet)
    {
        const int optionsStart = 240, pad = 0, end = 255, wireServer = 245;
        if (packet.Length <= optionsStart || !packet[236..240].SequenceEqual((ReadOnlySpan<byte>)[0x63, 0x82, 0x53, 0x63])) return null;
        var options = packet[optionsStart..];
        while (options.Length >= 2 && options[0] != end)
        {
            if (options[0] == pad)
            {
                options = options[1..];
                continue;
            }
            int length = options[1];
            if (options.Length < 2 + length) return null;
            if (options[0] == wireServer) return length == 4 ? Usable(options.Slice(2, 4)) : null;
            options = options[(2 + length)..];
        }
        return null;
    }

    // "expire 4 2026/11/19 10:00:00;" in UTC, "expire epoch 1795082400; # …" with db-time-format local, or "expire never;"
    private static bool HasExpired(string line, DateTimeOffset now)
    {
        return line.Split(';')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [_, "epoch", var seconds] => long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out long end) && end < now.ToUnixTimeSeconds(),
            [_, _, var day, var time] =>
                DateTimeOffset.TryParseExact($"{day} {time}", "yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expires) && expires < now,
            _ => false,
        };
    }

    private static IPAddress? FromDhclientValue(string rest)
    {
        if (!rest.StartsWith('"')) return FromHex(rest.Split(';')[0].Trim());
        var bytes = new List<byte>();
        for (int i = 1; i < rest.Length && rest[i] != '"'; i++)
        {
            if (rest[i] == '\\' && i + 1 < rest.Length) i++;
            bytes.AddRange(Encoding.Latin1.GetBytes([rest[i]]));
        }
        return bytes.Count == 4 ? Usable(bytes.ToArray()) : null;
    }

    private static IPAddress? FromHex(string text)
    {
        string[] parts = text switch
        {
            _ when text.Contains(':', StringComparison.Ordinal) => text.Split(':'),
            { Length: 8 } => [text[..2], text[2..4], text[4..6], text[6..]],
            _ => [],
        };
        Span<byte> address = stackalloc byte[4];
        if (parts.Length != 4) return null;
        for (int i = 0; i < 4; i++)
            if (parts[i].Length > 2 || !byte.TryParse(parts[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address[i])) return null;
        return Usable(address);
    }

    // 0.0.0.0, multicast and broadcast are not the address of a host.
    private static IPAddress? Usable(ReadOnlySpan<byte> address) => address[0] is 0 or >= 224 ? null : new IPAddress(address);
}
