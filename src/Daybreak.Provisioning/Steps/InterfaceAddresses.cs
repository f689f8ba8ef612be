using System.Net;
using System.Net.Sockets;
using Daybreak.Platform.Imds;

namespace Daybreak.Provisioning.Steps;

/// <summary>The addresses of an interface with the prefix lengths of their subnets, from IMDS.</summary>
internal static class InterfaceAddresses
{
    /// <summary>IPv4 and IPv6 addresses in the platform's order. Invalid addresses are ignored.</summary>
    public static (List<string> Four, List<string> Six) Of(ImdsInterface described)
    {
        List<string> four = [], six = [];
        foreach (string text in described.PrivateAddresses)
        {
            if (!IPAddress.TryParse(text, out var address) || address.ToString().Contains('%', StringComparison.Ordinal)) continue;
            bool isFour = address.AddressFamily == AddressFamily.InterNetwork;
            // The defaults are those of cloud-init.
            int prefix = Prefix(address.GetAddressBytes(), described.Subnets) ?? (isFour ? 24 : 128);
            (isFour ? four : six).Add(string.Create(CultureInfo.InvariantCulture, $"{address}/{prefix}"));
        }
        return (four, six);
    }

    private static int? Prefix(byte[] address, IReadOnlyList<string> subnets)
    {
        foreach (string subnet in subnets)
        {
            int slash = subnet.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0 || !IPAddress.TryParse(subnet.AsSpan(0, slash), out var network) || !int.TryParse(subnet.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int prefix)) continue;
            byte[] bytes = network.GetAddressBytes();
            if (bytes.Length == address.Length && prefix <= bytes.Length * 8 && IsIn(address, bytes, prefix)) return prefix;
        }
        return null;
    }

    private static bool IsIn(byte[] address, byte[] network, int prefix)
    {
        for (int bit = 0; bit < prefix; bit++)
            if (((address[bit / 8] ^ network[bit / 8]) & (0x80 >> (bit % 8))) != 0) return false;
        return true;
    }
}
