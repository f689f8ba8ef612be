namespace Daybreak.Core.Dhcp;

/// <summary>A way to a network: of the kernel's table, or of a DHCP lease.</summary>
/// <param name="Interface">The interface's name.</param>
/// <param name="Destination">The network.</param>
/// <param name="Prefix">How many of its bits count: 0 to 32.</param>
/// <param name="Gateway">Who passes it on; 0 where the network is on the link itself.</param>
/// <param name="Metric">The lower goes first.</param>
/// <param name="Refuses">Whether it rejects packets (RTF_REJECT): a decision of the image.</param>
public sealed record Route(string Interface, uint Destination, int Prefix, uint Gateway, uint Metric = 0, bool Refuses = false)
{
    /// <summary>Whether the address is in this network.</summary>
    public bool Covers(uint address) => (address & Ipv4.Mask(Prefix)) == (Destination & Ipv4.Mask(Prefix));
}
