using System.Text;
using System.Text.Json.Nodes;
using Daybreak.Platform.Imds;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Platform.Tests.Imds;

/// <summary>An unusable optional value never fails a provisioning.</summary>
public sealed class OptionalMemberTests
{
    private static readonly string[] OptionalPaths =
    [
        "compute/name", "compute/vmId", "compute/location", "compute/vmSize", "compute/userData",
        "compute/storageProfile", "compute/storageProfile/resourceDisk", "compute/storageProfile/resourceDisk/size",
        "compute/securityProfile", "compute/securityProfile/securityType", "extended/compute/hasCustomData",
        "network", "network/interface", "network/interface/0", "network/interface/0/macAddress",
        "network/interface/0/ipv4", "network/interface/0/ipv4/ipAddress", "network/interface/0/ipv4/ipAddress/0", "network/interface/0/ipv4/ipAddress/0/privateIpAddress",
        "network/interface/0/ipv4/subnet", "network/interface/0/ipv4/subnet/0", "network/interface/0/ipv4/subnet/0/address", "network/interface/0/ipv4/subnet/0/prefix",
        "network/interface/0/ipv6", "network/interface/0/ipv6/ipAddress",
    ];

    private static readonly string[] Leaves =
    [
        "null", "true", "false", "0", "-1", "1.5e8", "1e999", "99999999999999999999", "\"\"", "\"1.5e8\"", "\"12x\"", "\"\\ud800\"", "\"\\u0000\\n\\u001b[2J\"", "\"../../../etc\"",
        "\"000d3af806e\"", "\"zzzzzzzzzzzz\"", "\"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀x😀😀😀😀😀\"", "[]", "{}", "[null]", "[{}]", "{\"\\ud800\":1}", "[[[]]]",
    ];

    private static Gen<string> Json(int depth) => depth == 0
        ? Gen.Elements(Leaves)
        : Gen.Frequency(
            (4, Gen.Elements(Leaves)),
            (1, from items in Json(depth - 1).ListOf() select $"[{string.Join(',', items)}]"),
            (1, from value in Json(depth - 1) from name in Gen.Elements("size", "macAddress", "address", "ipAddress", "x") select $"{{\"{name}\":{value}}}"));

    private static ImdsInstance Read(string json)
    {
        var result = ImdsDocument.Read(Encoding.UTF8.GetBytes(json), "2025-04-07");
        Assert.Null(result.Failure);
        return result.Value!;
    }

    // Replaces text instead of nodes, so that invalid JSON is possible too.
    private static string With(string path, string value)
    {
        const string mark = "\"the value goes here\"";
        var document = JsonNode.Parse(ImdsDocumentTests.Sample)!;
        JsonNode? parent = document;
        string[] names = path.Split('/');
        foreach (string name in names[..^1]) parent = parent is JsonArray array ? array[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] : parent![name];
        var node = JsonNode.Parse(mark);
        if (parent is JsonArray list) list[int.Parse(names[^1], System.Globalization.CultureInfo.InvariantCulture)] = node;
        else parent![names[^1]] = node;
        return document.ToJsonString().Replace(mark, value, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_value_of_an_optional_member_leaves_the_other_members_unchanged()
    {
        var cases = from path in Gen.Elements(OptionalPaths) from value in Json(2) select (path, value);
        var expected = Read(ImdsDocumentTests.Sample);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var read = Read(With(given.path, given.value));
            Assert.Equal(
                (expected.ComputerName, expected.AdminUserName, expected.DisablePasswordAuthentication, expected.PreprovisioningType),
                (read.ComputerName, read.AdminUserName, read.DisablePasswordAuthentication, read.PreprovisioningType));
            Assert.Equal(expected.PublicKeys, read.PublicKeys);
            string dotted = given.path.Replace('/', '.').Replace(".0", "[0]", StringComparison.Ordinal);
            Assert.All(read.Ignored, value => Assert.StartsWith(dotted, value.Path, StringComparison.Ordinal));
            Assert.All(read.Ignored, value => Assert.InRange(value.Found.Length, 3, 300));
            Assert.All(read.Ignored, value => Assert.DoesNotContain(value.Sentence, char.IsControl));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [InlineData("compute/storageProfile/resourceDisk/size", "\"1.5e8\"", "compute.storageProfile.resourceDisk.size is \"1.5e8\"; expected a whole number")]
    [InlineData("compute/storageProfile/resourceDisk/size", "-1", "compute.storageProfile.resourceDisk.size is \"-1\"; expected a whole number")]
    [InlineData("compute/storageProfile/resourceDisk/size", "99999999999999999999", "compute.storageProfile.resourceDisk.size is \"99999999999999999999\"; expected a whole number")]
    [InlineData("compute/storageProfile", "[]", "compute.storageProfile is an array; expected an object")]
    [InlineData("compute/vmId", "{}", "compute.vmId is an object; expected a string")]
    [InlineData("compute/vmId", "\"none\"", "compute.vmId is \"none\"; expected a UUID")]
    [InlineData("compute/name", "\"\\ud800\"", "compute.name is a string that is not valid UTF-8; expected a string")]
    [InlineData("compute/location", "[\"westeurope\"]", "compute.location is an array; expected a string")]
    [InlineData("compute/userData", "{\"secret\":1}", "compute.userData is an object; expected a string")]
    [InlineData("compute/securityProfile", "{\"\\ud800 and more\":1}", "compute.securityProfile is an object with a member name that is not valid UTF-8; expected an object")]
    [InlineData("extended/compute/hasCustomData", "\"maybe\"", "extended.compute.hasCustomData is \"maybe\"; expected true or false")]
    [InlineData("network", "7", "network is a number; expected an object")]
    [InlineData("network/interface/0", "null", "network.interface[0] is null; expected an object")]
    [InlineData("network/interface/0/macAddress", "\"../../../etc\"", "network.interface[0].macAddress is \"../../../etc\"; expected twelve hexadecimal digits")]
    [InlineData("network/interface/0/macAddress", "\"0011\"", "network.interface[0].macAddress is \"0011\"; expected twelve hexadecimal digits")]
    [InlineData("network/interface/0/ipv4/ipAddress/0/privateIpAddress", "\"10.0.0.256\"", "network.interface[0].ipv4.ipAddress[0].privateIpAddress is \"10.0.0.256\"; expected an IP address")]
    [InlineData("network/interface/0/ipv4/subnet/0/prefix", "\"/24\"", "network.interface[0].ipv4.subnet[0].prefix is \"/24\"; expected a whole number")]
    public void An_unusable_optional_member_is_absent_and_listed(string path, string value, string sentence) =>
        Assert.Equal(sentence, Assert.Single(Read(With(path, value)).Ignored).Sentence);

    [Theory]
    [InlineData("compute/name")]
    [InlineData("compute/storageProfile/resourceDisk/size")]
    [InlineData("network/interface")]
    [InlineData("extended/compute/hasCustomData")]
    public void A_missing_value_is_not_listed(string path)
    {
        Assert.Empty(Read(With(path, "null")).Ignored);
        Assert.Empty(Read(With(path, "\"\"")).Ignored);
    }

    [Fact]
    public void An_unusable_interface_is_ignored_and_the_others_are_read()
    {
        const string good = """{"macAddress":"00-0d-3a-f8-06-ed","ipv4":{"ipAddress":[{"privateIpAddress":"x"},{"privateIpAddress":"10.0.0.5"}]}}""";
        var read = Read(With("network/interface", $"[{{\"macAddress\":\"0x0d3af806ec\"}},{good},3]"));
        var one = Assert.Single(read.Interfaces);
        Assert.Equal(("000d3af806ed", "10.0.0.5"), (one.MacAddress, Assert.Single(one.PrivateAddresses)));
        Assert.Equal(["network.interface[0].macAddress", "network.interface[1].ipv4.ipAddress[0].privateIpAddress", "network.interface[2]"], read.Ignored.Select(value => value.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Too_many_interfaces_count_as_absent()
    {
        var read = Read(With("network/interface", "[" + string.Join(',', Enumerable.Repeat("{}", 65)) + "]"));
        Assert.Empty(read.Interfaces);
        Assert.Equal("network.interface is an array of 65 items; expected at most 64", Assert.Single(read.Ignored).Sentence);
    }
}
