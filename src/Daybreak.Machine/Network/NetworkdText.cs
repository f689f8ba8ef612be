namespace Daybreak.Machine.Network;

/// <summary>Files of systemd-networkd: systemd.network(5). Versions that do not know a key log a warning and ignore it.</summary>
public static class NetworkdText
{
    /// <summary>A secondary interface: the address from DHCP, the platform's other addresses, no DNS, and no default route.</summary>
    public static string Interface(SecondaryInterface one)
    {
        bool six = one.Ipv6.Count > 0;
        var text = new StringBuilder("# Daybreak: a secondary interface.\n[Match]\n");
        text.Append(CultureInfo.InvariantCulture, $"MACAddress={one.MacWithColons}\n");
        if (one.Driver is not null) text.Append(CultureInfo.InvariantCulture, $"Driver={one.Driver}\n");
        text.Append("\n[Link]\nRequiredForOnline=no\n\n[Network]\n");
        text.Append(CultureInfo.InvariantCulture, $"DHCP={(six ? "yes" : "ipv4")}\nIPv6AcceptRA={(six ? "yes" : "no")}\n");
        for (int i = 1; i < one.Ipv4.Count; i++) text.Append(CultureInfo.InvariantCulture, $"Address={SecondaryInterface.HostAddress(one.Ipv4[i])}\n");
        for (int i = 1; i < one.Ipv6.Count; i++) text.Append(CultureInfo.InvariantCulture, $"Address={SecondaryInterface.HostAddress(one.Ipv6[i])}\n");
        text.Append(CultureInfo.InvariantCulture, $"\n[DHCPv4]\nRouteMetric={one.Metric}\nUseDNS=no\nUseNTP=no\nUseHostname=no\nUseGateway=no\n");
        if (six) text.Append(CultureInfo.InvariantCulture, $"\n[DHCPv6]\nUseDNS=no\nUseNTP=no\nUseHostname=no\n\n[IPv6AcceptRA]\nRouteMetric={one.Metric}\nUseDNS=no\nUseGateway=no\n");
        return text.ToString();
    }

    /// <summary>
    /// The routes to the platform's addresses through a gateway (0: on the link), as a drop-in for the file of the primary interface.
    /// </summary>
    public static string PlatformRoutes(uint gateway)
    {
        var text = new StringBuilder("# Daybreak: routes to the platform's addresses, which DHCP did not provide.\n");
        foreach (uint address in PlatformRoute.Addresses)
            text.Append(CultureInfo.InvariantCulture, $"[Route]\nDestination={Ipv4.Text(address)}/32\n{(gateway == 0 ? "Scope=link" : $"Gateway={Ipv4.Text(gateway)}")}\n");
        return text.ToString();
    }
}
