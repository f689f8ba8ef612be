using System.Globalization;
using System.Text;

namespace Daybreak.Machine.Network;

/// <summary>Files of ifupdown: interfaces(5).</summary>
/// <remarks>
/// All addresses are static: its DHCP clients would take the server's DNS and default route, which no option of theirs forbids. Azure gives
/// an interface the same addresses for as long as the platform's description of it stays. Without a gateway there is no route that a metric could rank.
/// </remarks>
public static class IfupdownText
{
    /// <summary>A secondary interface.</summary>
    /// <param name="one">The interface.</param>
    /// <param name="byMac">
    /// Whether this ifupdown finds interfaces by MAC address, which Debian's does and busybox's and ifupdown-ng do not: then by the name
    /// that it has now. Of two with the address the first is taken; the virtual function comes after its own hv_netvsc interface.
    /// </param>
    public static string Stanzas(SecondaryInterface one, bool byMac)
    {
        string name = byMac ? $"daybreak-{one.MacAddress}" : one.Name;
        var text = new StringBuilder("# Daybreak: a secondary interface as the platform describes it.\n");
        text.Append(CultureInfo.InvariantCulture, $"auto {(byMac ? $"mac/{one.MacWithColons}/1={name}" : name)}\n");
        foreach (string address in one.Ipv4) text.Append(CultureInfo.InvariantCulture, $"iface {name} inet static\n    address {address}\n");
        foreach (string address in one.Ipv6) text.Append(CultureInfo.InvariantCulture, $"iface {name} inet6 static\n    address {address}\n    accept_ra 0\n");
        return text.ToString();
    }
}
