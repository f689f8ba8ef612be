namespace Daybreak.Core.Tests;

public sealed class Ipv4Tests
{
    [Theory]
    [InlineData("168.63.129.16", 0xa83f8110u)]
    [InlineData("0.0.0.0", 0u)]
    [InlineData("255.255.255.255", uint.MaxValue)]
    public void Parses_and_formats_an_address(string text, uint address)
    {
        Assert.Equal(address, Ipv4.Parse(text));
        Assert.Equal(text, Ipv4.Text(address));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.-4")]
    [InlineData("1.2.3. 4")]
    [InlineData("0x1.2.3.4")]
    [InlineData("1.2.3.0004")]
    public void Rejects_invalid_addresses(string text) => Assert.Null(Ipv4.Parse(text));

    [Theory]
    [InlineData(0, "0.0.0.0")]
    [InlineData(1, "128.0.0.0")]
    [InlineData(24, "255.255.255.0")]
    [InlineData(32, "255.255.255.255")]
    public void Gives_the_mask_of_a_prefix_length(int prefix, string mask) => Assert.Equal(mask, Ipv4.Text(Ipv4.Mask(prefix)));
}
