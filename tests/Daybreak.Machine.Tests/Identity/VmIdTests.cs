using Daybreak.Machine.Identity;
using Daybreak.Machine.Tests.Files;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Machine.Tests.Identity;

public sealed class VmIdTests
{
    private const string Smbios = "527c2691-029f-fe4c-b1f4-a4da7ebac2cf";
    private const string Imds = "91267c52-9f02-4cfe-b1f4-a4da7ebac2cf";

    private static VmId Id(string text) => VmId.TryParse(text, out var id) ? id : throw new Xunit.Sdk.XunitException($"{text} is not a VM id");

    [Theory]
    [InlineData(Smbios, Imds)]
    [InlineData(Imds, Smbios)]
    [InlineData(Smbios, Smbios)]
    [InlineData("527C2691-029F-FE4C-B1F4-A4DA7EBAC2CF", Imds)]
    [InlineData(" 527c2691-029f-fe4c-b1f4-a4da7ebac2cf\n", Imds)]
    public void Ignores_byte_order_case_and_white_space(string one, string other)
    {
        Assert.Equal(Id(one), Id(other));
        Assert.Equal(Id(one).GetHashCode(), Id(other).GetHashCode());
    }

    [Theory]
    [InlineData("527c2691-029f-fe4c-b1f4-a4da7ebac2ce")]
    [InlineData("527c2691-029f-fe4c-b1f4-a5da7ebac2cf")]
    [InlineData("527c2691-029f-fe4c-f4b1-a4da7ebac2cf")]
    // Only one or two of the three groups swapped.
    [InlineData("91267c52-029f-fe4c-b1f4-a4da7ebac2cf")]
    [InlineData("91267c52-9f02-fe4c-b1f4-a4da7ebac2cf")]
    [InlineData("cfc2ba7e-daa4-f4b1-4cfe-9f0291267c52")]
    public void Distinguishes_other_ids(string other)
    {
        Assert.NotEqual(Id(Smbios), Id(other));
        Assert.NotEqual(Id(other), Id(Smbios));
        Assert.False(Id(Smbios).Equals(null));
    }

    [Fact]
    public void Prints_lower_case_in_the_machines_byte_order()
    {
        Assert.Equal(Smbios, Id(Smbios.ToUpperInvariant()).ToString());
        Assert.Equal(Imds, Id(Smbios).Swapped);
        Assert.Equal(Smbios, Id(Imds).Swapped);
    }

    [Fact]
    public void Treats_the_swapped_id_as_equal() => Prop.ForAll(ArbMap.Default.ArbFor<Guid>(), guid =>
    {
        if (!VmId.TryParse(guid.ToString(), out var id)) return guid == Guid.Empty || guid == Guid.AllBitsSet;
        var swapped = Id(id.Swapped);
        return id.Equals(swapped) && swapped.Equals(id) && id.GetHashCode() == swapped.GetHashCode() && Id(swapped.Swapped).ToString() == id.ToString();
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF")]
    [InlineData("527c2691029ffe4cb1f4a4da7ebac2cf")]
    [InlineData("{527c2691-029f-fe4c-b1f4-a4da7ebac2cf}")]
    [InlineData("527c2691-029f-fe4c-b1f4-a4da7ebac2c")]
    [InlineData("527c2691-029f-fe4c-b1f4-a4da7ebac2cff")]
    [InlineData("527c2691-029f-fe4c-b1f4-a4da7ebac2cg")]
    [InlineData("527c2691 029f fe4c b1f4 a4da7ebac2cf")]
    // Formats that .NET's parser accepts.
    [InlineData("+27c2691-029f-fe4c-b1f4-a4da7ebac2cf")]
    [InlineData("0x7c2691-029f-fe4c-b1f4-a4da7ebac2cf")]
    [InlineData("527c2691-+29f-0x4c-b1f4-a4da7ebac2cf")]
    [InlineData("Not Settable")]
    [InlineData("Not Present")]
    public void Rejects_invalid_ids(string? text) => Assert.False(VmId.TryParse(text, out _));

    [Fact]
    public void Reads_the_machines_id_from_DMI()
    {
        using var root = new ThrowAwayRoot();
        Assert.Null(VmId.OfMachine(root.Root));
        root.File("/sys/devices/virtual/dmi/id/product_uuid", Smbios.ToUpperInvariant() + "\n");
        root.Link("/sys/class/dmi/id", "../../devices/virtual/dmi/id");
        Assert.Equal(Id(Imds), VmId.OfMachine(root.Root));
        root.File("/sys/devices/virtual/dmi/id/product_uuid", "Not Settable\n");
        Assert.Null(VmId.OfMachine(root.Root));
        root.File("/sys/devices/virtual/dmi/id/product_uuid", "ÿÿ\u0000");
        Assert.Null(VmId.OfMachine(root.Root));
    }
}
