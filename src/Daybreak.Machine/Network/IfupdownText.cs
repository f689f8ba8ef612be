namespace Daybreak.Machine.Network;

/// <summary>Files of ifupdown: interfaces(5).</summary>
/// <remarks>
/// All addresses are static, because no option of its DHCP clients prevents them from using the server's DNS and default route. An interface in
/// Azure keeps its addresses while its configuration is unchanged. There is no gateway, so no metric is needed.
/// </remarks>
public static class IfupdownText
{
    /// <summary>A secondary interface.</summary>
    /// <param name="one">The interface.</param>
    /// <param name="byMac">
    /// Whether this ifupdown matches interfaces by MAC address. Debian's does; busybox's and ifupdown-ng use the current name. If two
    /// interfaces have the address, the first is used: the virtual function follows its hv_netvsc interface.
    /// </param>
    public static string Stanzas(SecondaryInterface one, bool byMac)
    {
        string name = byMac ? $"daybreak-{one.MacAddress}" : one.Name;
        var text = new StringBuilder("# Daybreak: a secondary interface.\n");
        text.Append(CultureInfo.InvariantCulture, $"auto {(byMac ? $"mac/{one.MacWithColons}/1={name}" : name)}\n");
        foreach (string address in one.Ipv4) text.Append(CultureInfo.InvariantCulture, $"iface {name} inet static\n    address {address}\n");
        foreach (string address in one.Ipv6) text.Append(CultureInfo.InvariantCulture, $"iface {name} inet6 static\n    address {address}\n    accept_ra 0\n");
        return text.ToString();
    }
}
