using System.Net;
using System.Text;
using Daybreak.Core.Dhcp;

namespace Daybreak.Core.Tests.Dhcp;

/// <summary>Option 245 in the format of each client.</summary>
public sealed class WireServerOptionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The options of an answer as Azure gives it.</summary>
    public static byte[] Options { get; } = Convert.FromHexString(
        "0104ffffff00" + "03040a010001" + "0604a83f8110" + "0f33" + Convert.ToHexString(Encoding.ASCII.GetBytes("3y2f1ud41tu4epmoalnx3vrbwcb.gx.internal.cloudapp.net"))[..102]
        + "3304ffffffff" + "350105" + "3604a83f8110" + "3a04ffffffff" + "3b04ffffffff" + "f504a83f8110" + "7917000a01000120a83f81100a01000120a9fea9fe0a010001" + "ff");

    public static byte[] Packet(params byte[] options) => [.. new byte[236], 0x63, 0x82, 0x53, 0x63, .. options];

    [Theory]
    [InlineData("# This is private data. Do not parse.\nADDRESS=10.0.0.4\nOPTION_245=a83f8110\nROUTES=168.63.129.16/32,10.0.0.1\n", "168.63.129.16")]
    [InlineData("OPTION_245=A83F8110", "168.63.129.16")]
    [InlineData("OPTION_245=a83f8110\r\n", "168.63.129.16")]
    [InlineData("OPTION_245=a83f81\n", null)]
    [InlineData("OPTION_245=a83f811\n", null)]
    [InlineData("OPTION_245=a83f81100\n", null)]
    [InlineData("OPTION_245=zzzzzzzz\n", null)]
    [InlineData("OPTION_245= +1 -1 1\n", null)]
    [InlineData("OPTION_245=00000000\n", null)]
    [InlineData("OPTION_245=ffffffff\n", null)]
    [InlineData("OPTION_245=e0000001\n", null)]
    [InlineData("XOPTION_245=a83f8110\n", null)]
    [InlineData("OPTION_245=\n", null)]
    [InlineData("", null)]
    public void Reads_the_lease_of_networkd(string lease, string? address) => Assert.Equal(address, LeaseParser.FromNetworkd("eth0", lease).WireServer?.ToString());

    [Theory]
    [InlineData("a8:3f:81:10", "168.63.129.16")]
    [InlineData("4:3:2:1", "4.3.2.1")]
    [InlineData("a83f8110", "168.63.129.16")]
    [InlineData("\"bL6 \"", "98.76.54.32")]
    [InlineData("\"dH\\\"l\"", "100.72.34.108")]
    [InlineData("\"dH:l\"", "100.72.58.108")]
    [InlineData("\"d;\\\\l\"", "100.59.92.108")]
    [InlineData("\"dH\"", null)]
    [InlineData("\"dHHHHl\"", null)]
    [InlineData("\"dH:l", null)]
    [InlineData("a8:3f:81", null)]
    [InlineData("a8:3f:81:10:20", null)]
    [InlineData("a8:3f:81:1000", null)]
    [InlineData("a8::81:10", null)]
    [InlineData("a8::3f:81:10", null)]
    [InlineData(":a8:3f:81:10:", null)]
    [InlineData("a8:3f:81:10:zz", null)]
    [InlineData("00a8:3f:81:10", null)]
    [InlineData("168.63.129.16", null)]
    [InlineData("", null)]
    [InlineData("\"", null)]
    [InlineData("\"\\", null)]
    public void Reads_the_lease_of_dhclient(string value, string? address) =>
        Assert.Equal(address, DhclientLeases.WireServer($"lease {{\n  interface \"eth0\";\n  option unknown-245 {value};\n  expire 4 2026/03/05 10:00:00;\n}}\n", Now)?.ToString());

    [Theory]
    [InlineData("the last one counts", "a8:3f:81:10|never", "4:3:2:1|never", "4.3.2.1")]
    [InlineData("an expired one does not", "a8:3f:81:10|never", "4:3:2:1|0 2026/03/01 11:59:59", "168.63.129.16")]
    [InlineData("nor by the second", "a8:3f:81:10|never", "4:3:2:1|0 2026/03/01 12:00:00", "4.3.2.1")]
    [InlineData("in seconds", "a8:3f:81:10|never", "4:3:2:1|epoch 1700000000", "168.63.129.16")]
    [InlineData("in seconds to come", "a8:3f:81:10|never", "4:3:2:1|epoch 9900000000", "4.3.2.1")]
    [InlineData("one without the option", "a8:3f:81:10|never", "|never", "168.63.129.16")]
    [InlineData("an invalid date", "a8:3f:81:10|never", "4:3:2:1|1 soon enough", "4.3.2.1")]
    public void Takes_the_newest_lease_that_has_not_expired(string what, string first, string second, string address)
    {
        _ = what;
        Assert.Equal(address, DhclientLeases.WireServer(Block(first) + Block(second), Now)?.ToString());

        static string Block(string text)
        {
            string[] parts = text.Split('|');
            // The word within a name must not begin a lease.
            return $"lease {{\n  expire {parts[1]};\n  option host-name \"release-lease\";\n{(parts[0].Length > 0 ? $"  option unknown-245 {parts[0]};\n" : "")}  option domain-name \"lease.example\";\n}}\n";
        }
    }

    [Fact]
    public void A_lease_that_is_cut_off_does_not_count() =>
        Assert.Null(DhclientLeases.WireServer("lease {\n  option unknown-245 a8:3f:81:10;\n", Now));

    [Fact]
    public void Reads_a_packet_as_Azure_sends_it()
    {
        Assert.Equal("168.63.129.16", LeaseParser.FromPacket("eth0", Packet(Options)).WireServer?.ToString());
        Assert.Equal("168.63.129.16", LeaseParser.FromPacket("eth0", [.. Packet(Options), .. new byte[60]]).WireServer?.ToString());
    }

    [Theory]
    [InlineData("00000000f504a83f8110ff", "168.63.129.16")]
    [InlineData("fff504a83f8110", null)]
    [InlineData("f503a83f81ff", null)]
    [InlineData("f504a83f81", null)]
    [InlineData("f504", null)]
    [InlineData("f5", null)]
    [InlineData("01ffff", null)]
    [InlineData("0120f504a83f8110", null)]
    [InlineData("f50400000000ff", null)]
    [InlineData("", null)]
    public void Reads_the_option_of_a_packet(string hex, string? address) =>
        Assert.Equal(address, LeaseParser.FromPacket("eth0", Packet(Convert.FromHexString(hex))).WireServer?.ToString());

    [Fact]
    public void Without_the_magic_cookie_there_are_no_options()
    {
        byte[] packet = Packet(Options);
        packet[236] ^= 1;
        Assert.Null(LeaseParser.FromPacket("eth0", packet).WireServer);
    }

    [Fact]
    public void Hostile_leases_never_throw()
    {
        string sample = "lease {\n  option unknown-245 \"dH\\\"l\";\n  expire 4 2026/03/05 10:00:00;\n}\nOPTION_245=a83f8110\n";
        byte[] packet = Packet(Options);
        var random = new Random(245);
        for (int round = 0; round < 20_000; round++)
        {
            char[] text = sample.ToCharArray();
            for (int damage = random.Next(1, 5); damage > 0; damage--) text[random.Next(text.Length)] = "lease{}\";:\\ \n0f245\0\u20ac"[random.Next(20)];
            string damaged = new string(text)[..random.Next(text.Length + 1)];
            Check(DhclientLeases.WireServer(damaged, Now));
            Check(LeaseParser.FromNetworkd("eth0", damaged).WireServer);
            byte[] bytes = packet[..random.Next(packet.Length + 1)];
            for (int damage = random.Next(0, 4); damage > 0 && bytes.Length > 0; damage--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Check(LeaseParser.FromPacket("eth0", bytes).WireServer);
        }

        static void Check(IPAddress? address) => Assert.True(address is null || address.GetAddressBytes() is [not 0 and < 224, _, _, _], $"{address}");
    }
}
