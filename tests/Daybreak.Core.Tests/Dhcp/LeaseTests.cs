using Daybreak.Core.Dhcp;

namespace Daybreak.Core.Tests.Dhcp;

/// <summary>The routes of a lease, and the packet that dhcpcd saves.</summary>
public sealed class LeaseTests
{
    private static readonly Route[] AzureRoutes =
    [
        new("eth0", 0, 0, 0x0a010001), new("eth0", Ipv4.WireServer, 32, 0x0a010001), new("eth0", Ipv4.Imds, 32, 0x0a010001),
    ];

    private static byte[] Option121 => [0, 10, 1, 0, 1, 32, 168, 63, 129, 16, 10, 1, 0, 1, 32, 169, 254, 169, 254, 10, 1, 0, 1];

    [Fact]
    public void Decodes_classless_routes() => Assert.Equal(AzureRoutes, Lease.Decode("eth0", Option121));

    [Fact]
    public void Decodes_networks_of_variable_length() =>
        Assert.Equal(
            [new Route("eth0", 0x0a000000, 8, 1), new Route("eth0", 0x0a110000, 17, 2), new Route("eth0", 0xc0a82a00, 25, 3)],
            Lease.Decode("eth0", [8, 10, 0, 0, 0, 1, 17, 10, 17, 0, 0, 0, 0, 2, 25, 192, 168, 42, 0, 0, 0, 0, 3]));

    [Fact]
    public void Keeps_the_routes_before_an_error()
    {
        for (int length = 0; length < Option121.Length; length++)
            Assert.Equal(AzureRoutes.Take(length < 5 ? 0 : length < 14 ? 1 : 2), Lease.Decode("eth0", Option121.AsSpan(0, length)));
        Assert.Empty(Lease.Decode("eth0", [33, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    }

    [Fact]
    public void Reads_the_packet_that_dhcpcd_saves()
    {
        byte[] head = [.. new byte[236], 0x63, 0x82, 0x53, 0x63];
        IsAzures(LeaseParser.FromPacket("eth0", [.. head, 0, 3, 4, 10, 1, 0, 1, 245, 4, 168, 63, 129, 16, 249, 1, 0, 121, (byte)Option121.Length, .. Option121, 255]));
        IsAzures(LeaseParser.FromPacket("eth0", [.. head, 3, 4, 10, 1, 0, 1, 245, 4, 168, 63, 129, 16, 249, (byte)Option121.Length, .. Option121, 255]));
        Assert.Equal(0u, LeaseParser.FromPacket("eth0", [.. head, 3, 200, 10]).Router);
        Assert.Empty(LeaseParser.FromPacket("eth0", [1, 2, 3]).Routes);
        Assert.Empty(LeaseParser.FromPacket("eth0", [.. new byte[240], 121, (byte)Option121.Length, .. Option121, 255]).Routes);
    }

    private static void IsAzures(Lease lease)
    {
        Assert.Equal(("eth0", 0x0a010001u, true), (lease.Interface, lease.Router, lease.WireServer is not null));
        Assert.Equal(AzureRoutes, lease.Routes);
    }
}
