using System.Globalization;
using System.Net;
using System.Text;

namespace Daybreak.Core.Dhcp;

/// <summary>dhclient.leases(5): blocks, the newest last.</summary>
public static class DhclientLeases
{
    private const string WireServerOption = "option unknown-245 ";

    private static readonly string[] Classless =
        ["option rfc3442-classless-static-routes ", "option classless-static-routes ", "option unknown-121 ", "option ms-classless-static-routes ", "option unknown-249 "];

    /// <summary>The newest lease of each interface.</summary>
    public static List<Lease> Newest(string text)
    {
        var newest = new List<Lease>();
        foreach (var lease in Parse(text))
        {
            newest.RemoveAll(older => older.Interface == lease.Interface);
            if (lease.Interface.Length > 0) newest.Add(lease);
        }
        return newest;
    }

    /// <summary>The WireServer's address of the newest lease that has one and has not expired.</summary>
    public static IPAddress? WireServer(string text, DateTimeOffset now) =>
        Parse(text).FindLast(lease => lease.WireServer is not null && !(lease.Expires < now))?.WireServer;

    // All complete blocks. The name of the interface is empty if a block has none.
    private static List<Lease> Parse(string text)
    {
        var leases = new List<Lease>();
        Lease lease = Lease.Empty;
        byte[] routes = [];
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Trim();
            if (line.StartsWith("lease", StringComparison.Ordinal)) (lease, routes) = (Lease.Empty, []);
            else if (After("interface ", line) is { } name) lease = lease with { Interface = name.Trim('"') };
            else if (After("option routers ", line) is { } routers) lease = lease with { Router = LeaseParser.First(routers) };
            else if (After("expire ", line) is { } time) lease = lease with { Expires = Time(time) };
            else if (line.StartsWith(WireServerOption, StringComparison.Ordinal))
            {
                lease = lease with { WireServer = Lease.Address(Quoted(line[WireServerOption.Length..])) ?? lease.WireServer };
            }
            else if (line.StartsWith('}'))
            {
                leases.Add(lease with { Routes = Lease.Decode(lease.Interface, routes) });
                (lease, routes) = (Lease.Empty, []);
            }
            else
            {
                // In the order of their rank: 121 comes before 249.
                foreach (string option in Classless)
                {
                    bool isFallback = option.Contains("ms-", StringComparison.Ordinal);
                    if (After(option, line) is { } value && (routes.Length == 0 || !isFallback)) routes = Lease.Bytes(value);
                }
            }
        }
        return leases;
    }

    private static string? After(string key, string line) =>
        line.StartsWith(key, StringComparison.Ordinal) ? line[key.Length..].Split(';')[0].Trim() : null;

    // "4 2026/11/19 10:00:00" in UTC, "epoch 1795082400" with db-time-format local, or "never"
    private static DateTimeOffset? Time(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["epoch", var seconds] when uint.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out uint end) =>
            DateTimeOffset.FromUnixTimeSeconds(end),
        [_, var day, var time] when DateTimeOffset.TryParseExact(
            $"{day} {time}", "yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) => end,
        _ => null,
    };

    // dhclient writes four bytes that can be printed as a quoted text with backslashes.
    private static byte[] Quoted(string value)
    {
        if (!value.StartsWith('"')) return Lease.Digits(value.Split(';')[0].Trim());
        var bytes = new List<byte>();
        for (int i = 1; i < value.Length && value[i] != '"'; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length) i++;
            bytes.AddRange(Encoding.Latin1.GetBytes([value[i]]));
        }
        return [.. bytes];
    }
}
