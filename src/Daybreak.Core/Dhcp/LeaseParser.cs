using System.Buffers.Binary;

namespace Daybreak.Core.Dhcp;

/// <summary>Reads one lease in the form of each DHCP client.</summary>
public static class LeaseParser
{
    private static ReadOnlySpan<byte> MagicCookie => [0x63, 0x82, 0x53, 0x63];

    /// <summary>systemd-networkd's form: ROUTER=, ROUTES= of option 121, OPTION_245=, OPTION_249=; the hook of udhcpc writes the same.</summary>
    public static Lease FromNetworkd(string name, string text)
    {
        var routes = Lease.Pairs(name, Value(text, "ROUTES") ?? "");
        if (routes.Count == 0 && Value(text, "OPTION_249") is { } twin) routes = Lease.Decode(name, Lease.Bytes(twin));
        return new Lease(name, First(Value(text, "ROUTER")), routes, Lease.Address(Lease.Digits(Value(text, "OPTION_245"))));
    }

    /// <summary>NetworkManager's state of a device, section "dhcp4"; null where it has no lease.</summary>
    public static Lease? FromNetworkManager(string name, string text)
    {
        if (Value(text, "dhcp4.ip_address") is null) return null;
        string? classless = Value(text, "dhcp4.rfc3442_classless_static_routes")
            ?? Value(text, "dhcp4.classless_static_routes") ?? Value(text, "dhcp4.ms_classless_static_routes");
        var wireServer = Lease.Address(Lease.Digits(Value(text, "dhcp4.private_245") ?? Value(text, "dhcp4.unknown_245")));
        return new Lease(name, First(Value(text, "dhcp4.routers")), Lease.Pairs(name, classless ?? ""), wireServer);
    }

    /// <summary>dhcpcd's: the server's answer as it came, its options from byte 240.</summary>
    public static Lease FromPacket(string name, ReadOnlySpan<byte> packet)
    {
        var lease = Lease.Empty with { Interface = name };
        if (packet.Length <= 240 || !packet[236..240].SequenceEqual(MagicCookie)) return lease;
        var options = packet[240..];
        while (options.Length >= 2 && options[0] != 255)
        {
            if (options[0] == 0)
            {
                options = options[1..];
                continue;
            }
            int length = options[1];
            if (options.Length < 2 + length) break;
            var value = options.Slice(2, length);
            switch (options[0])
            {
                case 3 when length >= 4:
                    lease = lease with { Router = BinaryPrimitives.ReadUInt32BigEndian(value) };
                    break;
                case 121:
                case 249 when lease.Routes.Count == 0:
                    lease = lease with { Routes = Lease.Decode(name, value) };
                    break;
                case 245:
                    lease = lease with { WireServer = lease.WireServer ?? Lease.Address(value) };
                    break;
            }
            options = options[(2 + length)..];
        }
        return lease;
    }

    /// <summary>The value of the first line KEY=value with this key; null if there is none.</summary>
    public static string? Value(string? text, string key)
    {
        foreach (string line in (text ?? "").Split('\n'))
            if (line.StartsWith(key + "=", StringComparison.Ordinal)) return line[(key.Length + 1)..].Trim();
        return null;
    }

    /// <summary>The first of several addresses; 0 for none.</summary>
    public static uint First(string? addresses) => Ipv4.Parse((addresses ?? "").Split([' ', ','])[0]) ?? 0;
}
