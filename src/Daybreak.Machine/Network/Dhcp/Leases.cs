namespace Daybreak.Machine.Network.Dhcp;

/// <summary>
/// The leases that the machine's DHCP clients have saved. Each is only a hint: unreadable leases are ignored, and an old lease from the
/// image may describe another network. Callers must check leases against the kernel's routes.
/// </summary>
public static class Leases
{
    internal const string Networkd = "/run/systemd/netif/leases", NetworkManager = "/run/NetworkManager/devices";
    private static readonly string[] Dhclient = ["/var/lib/dhcp", "/var/lib/dhclient"];

    /// <summary>All leases. An interface may have several, from different clients.</summary>
    public static List<Lease> OfMachine(MachineView machine)
    {
        var leases = new List<Lease>();
        foreach (var (name, path) in NetworkInterfaces.FilesByIndex(Networkd, machine))
            if (Text(machine, path) is { } text) leases.Add(LeaseParser.FromNetworkd(name, text));
        foreach (var (name, path) in NetworkInterfaces.FilesByIndex(NetworkManager, machine))
            if (Text(machine, path) is { } text && LeaseParser.FromNetworkManager(name, text) is { } lease) leases.Add(lease);
        foreach (string directory in Dhclient)
            foreach (string file in machine.List(directory))
                if (file.Contains(".lease", StringComparison.Ordinal) && Text(machine, $"{directory}/{file}") is { } text)
                    leases.AddRange(DhclientLeases.Newest(text));
        // udhcpc saves no leases; its hook in packaging/udhcpc does.
        foreach (string file in machine.List(AgentPaths.RunDirectory))
            if (file.EndsWith(".udhcpc", StringComparison.Ordinal) && Text(machine, $"{AgentPaths.RunDirectory}/{file}") is { } text) leases.Add(LeaseParser.FromNetworkd(file[..^".udhcpc".Length], text));
        foreach (string file in machine.List("/var/lib/dhcpcd"))
            if (file.EndsWith(".lease", StringComparison.Ordinal) && Bytes(machine, $"/var/lib/dhcpcd/{file}") is { } packet) leases.Add(LeaseParser.FromPacket(file[..^".lease".Length], packet.Span));
        return leases;
    }

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
