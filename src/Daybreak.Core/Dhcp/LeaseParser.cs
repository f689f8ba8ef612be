namespace Daybreak.Core.Dhcp;

/// <summary>Reads one lease in the form of each DHCP client.</summary>
public static class LeaseParser
{
    /// <summary>systemd-networkd's form: ROUTER=, ROUTES= of option 121, OPTION_245=, OPTION_249=; the hook of udhcpc writes the same.</summary>
    public static Lease FromNetworkd(string name, string text)
    {
        var routes = Lease.Pairs(name, LeaseText.Value(text, "ROUTES") ?? "");
        if (routes.Count == 0 && LeaseText.Value(text, "OPTION_249") is { } twin) routes = Lease.Decode(name, Lease.Bytes(twin));
        return new Lease(name, First(LeaseText.Value(text, "ROUTER")), routes, LeaseText.Value(text, "OPTION_245") is { Length: > 0 });
    }

    /// <summary>NetworkManager's state of a device, section "dhcp4"; null where it has no lease.</summary>
    public static Lease? FromNetworkManager(string name, string text)
    {
        if (LeaseText.Value(text, "dhcp4.ip_address") is null) return null;
        string? classless = LeaseText.Value(text, "dhcp4.rfc3442_classless_static_routes") ?? LeaseText.Value(text, "dhcp4.classless_static_routes") ?? LeaseText.Value(text, "dhcp4.ms_classless_static_routes");
        bool names = LeaseText.Value(text, "dhcp4.private_245") is not null || LeaseText.Value(text, "dhcp4.unknown_245") is not null;
        return new Lease(name, First(LeaseText.Value(text, "dhcp4.routers")), Lease.Pairs(name, classless ?? ""), names);
    }

    /// <summary>dhcpcd's: the server's answer as it came, its options from byte 240.</summary>
    public static Lease FromPacket(string name, ReadOnlySpan<byte> packet)
    {
        uint router = 0;
        bool names = false;
        var routes = new List<Route>();
        var options = packet.Length > 240 ? packet[240..] : default;
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
                    router = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(value);
                    break;
                case 121:
                    routes = Lease.Decode(name, value);
                    break;
                case 249 when routes.Count == 0:
                    routes = Lease.Decode(name, value);
                    break;
                case 245:
                    names = length == 4;
                    break;
            }
            options = options[(2 + length)..];
        }
        return new Lease(name, router, routes, names);
    }

    /// <summary>The first of several addresses; 0 for none.</summary>
    public static uint First(string? addresses) => Ipv4.Parse((addresses ?? "").Split([' ', ','])[0]) ?? 0;
}
