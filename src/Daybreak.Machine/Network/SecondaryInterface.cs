namespace Daybreak.Machine.Network;

/// <summary>A secondary interface from the platform's description of the VM.</summary>
/// <param name="Name">The current name.</param>
/// <param name="MacAddress">Twelve hexadecimal digits, lower case, without separators.</param>
/// <param name="Driver">The driver, which distinguishes it from the virtual function with the same MAC address; null if it is not known.</param>
/// <param name="Metric">The metric of its routes.</param>
/// <param name="Ipv4">Addresses with prefix lengths, such as "10.1.0.5/24"; the first one is assigned by DHCP.</param>
/// <param name="Ipv6">IPv6 addresses in the same form.</param>
public sealed record SecondaryInterface(string Name, string MacAddress, string? Driver, int Metric, IReadOnlyList<string> Ipv4, IReadOnlyList<string> Ipv6)
{
    /// <summary>The MAC address with colons.</summary>
    public string MacWithColons
    {
        get
        {
            var parts = new string[MacAddress.Length / 2];
            for (int i = 0; i < parts.Length; i++) parts[i] = MacAddress.Substring(i * 2, 2);
            return string.Join(':', parts);
        }
    }

    /// <summary>
    /// An additional address with the longest prefix. With the network's prefix it would add the network's route a second time, without the
    /// metric, and become the source address of the VM.
    /// </summary>
    public static string HostAddress(string address)
    {
        string bare = address[..address.IndexOf('/', StringComparison.Ordinal)];
        return bare + (bare.Contains(':', StringComparison.Ordinal) ? "/128" : "/32");
    }
}
