namespace Daybreak.Machine.Network;

/// <summary>An interface beside the primary one, as the platform describes it.</summary>
/// <param name="Name">The name that it has now.</param>
/// <param name="MacAddress">Twelve hexadecimal digits, lower case, without separators.</param>
/// <param name="Driver">The driver by which it differs from the virtual function that has the same MAC address; null where nothing is known.</param>
/// <param name="Metric">Of its routes.</param>
/// <param name="Ipv4">Addresses with their prefix lengths, such as "10.1.0.5/24"; the first one is DHCP's.</param>
/// <param name="Ipv6">Likewise.</param>
public sealed record SecondaryInterface(string Name, string MacAddress, string? Driver, int Metric, IReadOnlyList<string> Ipv4, IReadOnlyList<string> Ipv6)
{
    /// <summary>With colons.</summary>
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
    /// An address beside DHCP's, on its own: with the network's prefix it would bring the network's route a second time, without the metric, and
    /// become the address that the VM speaks from.
    /// </summary>
    public static string Alone(string address)
    {
        string bare = address[..address.IndexOf('/', StringComparison.Ordinal)];
        return bare + (bare.Contains(':', StringComparison.Ordinal) ? "/128" : "/32");
    }
}
