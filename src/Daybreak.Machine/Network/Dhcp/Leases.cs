using Daybreak.Machine.Files;

namespace Daybreak.Machine.Network.Dhcp;

/// <summary>
/// The leases that this machine's DHCP clients have written down. A hint each: one that cannot be read is none, and an old one that was
/// left in an image says things about another network, so that whoever uses it holds it against the kernel's routes.
/// </summary>
public static class Leases
{
    private const string Networkd = "/run/systemd/netif/leases", NetworkManager = "/run/NetworkManager/devices";
    private static readonly string[] Dhclient = ["/var/lib/dhcp", "/var/lib/dhclient"];

    /// <summary>All of them; several for one interface where several clients have had it.</summary>
    public static List<Lease> OfMachine(MachineView machine)
    {
        var leases = new List<Lease>();
        foreach (string index in machine.List(Networkd))
            if (NetworkInterfaces.WithIndex(index, machine) is { } name && Text(machine, $"{Networkd}/{index}") is { } text) leases.Add(FromNetworkd(name, text));
        foreach (string index in machine.List(NetworkManager))
            if (NetworkInterfaces.WithIndex(index, machine) is { } name && Text(machine, $"{NetworkManager}/{index}") is { } text && FromNetworkManager(name, text) is { } lease) leases.Add(lease);
        foreach (string directory in Dhclient)
            foreach (string file in machine.List(directory))
                if (file.Contains(".lease", StringComparison.Ordinal) && Text(machine, $"{directory}/{file}") is { } text) leases.AddRange(DhclientLeases.Parse(text));
        // udhcpc keeps none; its hook in packaging/udhcpc does.
        foreach (string file in machine.List("/run/daybreak"))
            if (file.EndsWith(".udhcpc", StringComparison.Ordinal) && Text(machine, $"/run/daybreak/{file}") is { } text) leases.Add(FromNetworkd(file[..^".udhcpc".Length], text));
        foreach (string file in machine.List("/var/lib/dhcpcd"))
            if (file.EndsWith(".lease", StringComparison.Ordinal) && Bytes(machine, $"/var/lib/dhcpcd/{file}") is { } packet) leases.Add(FromPacket(file[..^".lease".Length], packet.Span));
        return leases;
    }

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
    internal static uint First(string? addresses) => Ipv4.Parse((addresses ?? "").Split([' ', ','])[0]) ?? 0;

    private static string? Text(MachineView machine, string path) => Bytes(machine, path) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes.Span) : null;

    private static ReadOnlyMemory<byte>? Bytes(MachineView machine, string path)
    {
        try
        {
            return machine.Read(path);
        }
        catch (FileFailure)
        {
            return null;
        }
    }
}
