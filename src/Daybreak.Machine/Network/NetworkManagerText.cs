namespace Daybreak.Machine.Network;

/// <summary>NetworkManager's key files: nm-settings-keyfile(5).</summary>
public static class NetworkManagerText
{
    /// <summary>The name of the connection.</summary>
    public static string ConnectionId(SecondaryInterface one) => $"daybreak-{one.MacAddress}";

    /// <summary>A secondary interface: the address from DHCP, the platform's other addresses, no DNS, and no default route.</summary>
    public static string Connection(SecondaryInterface one)
    {
        var text = new StringBuilder("# Daybreak: a secondary interface.\n[connection]\n");
        // The UUID is derived from the interface, so it is always the same: "daybreak" in hexadecimal, and the MAC address.
        text.Append(CultureInfo.InvariantCulture, $"id={ConnectionId(one)}\nuuid=64617962-7265-416b-8000-{one.MacAddress}\ntype=ethernet\nautoconnect-priority=10\n");
        text.Append(CultureInfo.InvariantCulture, $"\n[ethernet]\nmac-address={one.MacWithColons.ToUpperInvariant()}\n");
        if (one.Driver is not null) text.Append(CultureInfo.InvariantCulture, $"\n[match]\ndriver={one.Driver};\n");
        Family(text, "ipv4", "auto", one.Ipv4, one.Metric);
        Family(text, "ipv6", one.Ipv6.Count > 0 ? "auto" : "link-local", one.Ipv6, one.Metric);
        return text.ToString();
    }

    private static void Family(StringBuilder text, string name, string method, IReadOnlyList<string> addresses, int metric)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n[{name}]\nmethod={method}\n");
        for (int i = 1; i < addresses.Count; i++) text.Append(CultureInfo.InvariantCulture, $"address{i}={SecondaryInterface.HostAddress(addresses[i])}\n");
        text.Append(CultureInfo.InvariantCulture, $"route-metric={metric}\nnever-default=true\nignore-auto-dns=true\n");
    }
}
