using Daybreak.Certificates.Asn1;

namespace Daybreak.Certificates.Tests.Asn1;

public sealed class DerBoundsTests
{
    [Theory]
    [InlineData("0500")]
    [InlineData("3000")]
    [InlineData("30020500")]
    [InlineData("308005000000")]
    [InlineData("30803080000005000000")]
    [InlineData("3006308005000000")]
    [InlineData("1F810100")]
    [InlineData("04820002ABCD")]
    public void Accepts_one_complete_element(string hex) =>
        Assert.Null(DerBounds.Check(Convert.FromHexString(hex), FailureReason.NotCms));

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("3001")]
    [InlineData("30030500")]
    [InlineData("300105")]
    [InlineData("30800500")]
    [InlineData("3080050000")]
    [InlineData("0480")]
    [InlineData("0000")]
    [InlineData("30020000")]
    [InlineData("050005")]
    [InlineData("0485FFFFFFFFFF")]
    [InlineData("0484FFFFFFFF")]
    [InlineData("04847FFFFFFF")]
    [InlineData("048480000000")]
    [InlineData("1FFFFFFFFFFFFF7F00")]
    [InlineData("1F")]
    [InlineData("30048002AB")]
    public void Rejects_anything_else_as_malformed(string hex) =>
        Assert.Equal(FailureReason.NotCms, DerBounds.Check(Convert.FromHexString(hex), FailureReason.NotCms)!.Reason);

    [Theory]
    [InlineData(24, null)]
    [InlineData(25, FailureReason.TooLarge)]
    [InlineData(1_000_000, FailureReason.TooLarge)]
    public void Limits_the_nesting_depth(int depth, object? reason)
    {
        var nested = new byte[4 * depth];
        for (var i = 0; i < depth; i++)
        {
            nested[2 * i] = 0x30;
            nested[(2 * i) + 1] = 0x80;
        }

        Assert.Equal(reason, DerBounds.Check(nested, FailureReason.NotCms)?.Reason);
    }

    [Theory]
    [InlineData(19_999, null)]
    [InlineData(20_000, FailureReason.TooLarge)]
    public void Limits_the_number_of_elements(int inner, object? reason)
    {
        byte[] many = [0x30, 0x83, (byte)((2 * inner) >> 16), (byte)((2 * inner) >> 8), (byte)(2 * inner), .. Enumerable.Repeat<byte[]>([5, 0], inner).SelectMany(b => b)];

        Assert.Equal(reason, DerBounds.Check(many, FailureReason.NotCms)?.Reason);
    }
}
