using System.Text;
using Daybreak.Core;
using Daybreak.Platform.Imds;

namespace Daybreak.Platform.Tests.Imds;

public sealed class ImdsDocumentTests
{
    internal const string Sample = """
        {
          "compute": {
            "name": "web_0",
            "vmId": "91267c52-9f02-4cfe-b1f4-a4da7ebac2cf",
            "location": "westeurope",
            "vmSize": "Standard_D2s_v5",
            "userData": "aGVsbG8=",
            "osProfile": { "adminUsername": "ada", "computerName": "web", "disablePasswordAuthentication": "true" },
            "publicKeys": [ { "keyData": "ssh-ed25519 AAAA ada", "path": "/home/ada/.ssh/authorized_keys" }, { "keyData": "ssh-rsa BBBB\r\n", "path": "" } ],
            "storageProfile": { "resourceDisk": { "size": "16777216" } },
            "securityProfile": { "securityType": "TrustedLaunch", "secureBootEnabled": "true" }
          },
          "extended": { "compute": { "hasCustomData": true, "ppsType": "None" } },
          "network": { "interface": [ { "macAddress": "000D3A-F806EC", "ipv4": { "ipAddress": [ { "privateIpAddress": "10.0.0.4", "publicIpAddress": "" } ], "subnet": [ { "address": "10.0.0.0", "prefix": "24" }, { "address": "10.0.1.0" } ] }, "ipv6": { "ipAddress": [] } } ] }
        }
        """;

    internal static Result<ImdsInstance> Read(string json) => ImdsDocument.Read(Encoding.UTF8.GetBytes(json), "2025-04-07");

    private static ImdsInstance Compute(string members) => Assert.IsType<ImdsInstance>(Read("{\"compute\":{" + members + "}}").Value);

    private static string Bad(byte[] json)
    {
        var result = ImdsDocument.Read(json, "2025-04-07");
        Assert.Null(result.Value);
        Assert.Equal((ExitStatus.BadData, "error parsing IMDS metadata"), (result.Failure!.Exit, result.Failure.Reason));
        Assert.StartsWith("IMDS: ", result.Failure.Message, StringComparison.Ordinal);
        Assert.InRange(result.Failure.Message.Length, 10, 300);
        return MessageRules.Check(result.Failure.Message);
    }

    private static string Bad(string json) => Bad(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void Reads_every_member()
    {
        var instance = Read(Sample).Value!;
        Assert.Equal("91267c52-9f02-4cfe-b1f4-a4da7ebac2cf", instance.VmId);
        Assert.Equal(("web_0", "web", "ada", "true"), (instance.Name, instance.ComputerName, instance.AdminUserName, instance.DisablePasswordAuthentication));
        Assert.Equal(["ssh-ed25519 AAAA ada", "ssh-rsa BBBB\r\n"], instance.PublicKeys);
        Assert.Equal(("aGVsbG8=", "westeurope", "Standard_D2s_v5", 16777216L), (instance.UserData, instance.Location, instance.VmSize, instance.ResourceDiskKiB));
        Assert.Equal(("TrustedLaunch", true, "None"), (instance.SecurityType, instance.HasCustomData, instance.PreprovisioningType));
        var network = Assert.Single(instance.Interfaces);
        Assert.Equal(["10.0.0.0/24"], network.Subnets);
        Assert.Equal("000d3af806ec", network.MacAddress);
        Assert.Equal(["10.0.0.4"], network.PrivateAddresses);
        Assert.Equal("2025-04-07", instance.ApiVersion);
    }

    [Fact]
    public void A_missing_empty_or_null_member_is_null()
    {
        Assert.Null(Compute("").ComputerName);
        Assert.Null(Compute("\"osProfile\":null").AdminUserName);
        Assert.Null(Compute("\"osProfile\":\"\"").AdminUserName);
        Assert.Null(Compute("\"osProfile\":{\"adminUsername\":\"\"}").AdminUserName);
        Assert.Null(Compute("\"vmId\":null").VmId);
        Assert.Empty(Compute("\"publicKeys\":null").PublicKeys);
        Assert.Empty(Compute("\"publicKeys\":\"\"").PublicKeys);
        Assert.Empty(Compute("\"publicKeys\":[{\"keyData\":\"\"},{}]").PublicKeys);
        Assert.Null(Compute("\"storageProfile\":{\"resourceDisk\":{\"size\":\"\"}}").ResourceDiskKiB);
        Assert.Null(Compute("").HasCustomData);
    }

    [Fact]
    public void Accepts_numbers_and_booleans_in_place_of_strings()
    {
        Assert.Equal("false", Compute("\"osProfile\":{\"disablePasswordAuthentication\":false}").DisablePasswordAuthentication);
        Assert.Equal("12", Compute("\"name\":12").Name);
        Assert.Equal(0, Compute("\"storageProfile\":{\"resourceDisk\":{\"size\":0}}").ResourceDiskKiB);
    }

    [Fact]
    public void The_last_of_duplicate_members_counts() => Assert.Equal("b", Compute("\"name\":\"a\",\"name\":\"b\"").Name);

    [Theory]
    [InlineData("", "line 1, byte 1")]
    [InlineData("   ", "line 1")]
    [InlineData("<html><body>502 Bad Gateway</body></html>", "it is HTML or XML")]
    [InlineData("\n\n  <!DOCTYPE html>", "it is HTML or XML")]
    [InlineData("not json", "line 1, byte 2")]
    [InlineData("{\"compute\":{}", "line 1")]
    [InlineData("{\"compute\":{}}{", "line 1, byte 15")]
    [InlineData("{'compute':{}}", "line 1, byte 2")]
    [InlineData("{\"compute\":{},}", "line 1")]
    [InlineData("{\n\"compute\":\n{\"a\":\u0001}}", "line 3, byte 6")]
    [InlineData("null", "the instance document is empty")]
    [InlineData("\"\"", "the instance document is empty")]
    [InlineData("[]", "the instance document is an array")]
    [InlineData("\"x\"", "the instance document is a string")]
    [InlineData("12", "the instance document is a number")]
    [InlineData("true", "the instance document is a boolean")]
    [InlineData("{}", "no compute")]
    [InlineData("{\"compute\":null}", "no compute")]
    [InlineData("{\"compute\":[]}", "compute is an array; expected an object")]
    [InlineData("{\"compute\":7}", "compute is a number; expected an object")]
    [InlineData("{\"compute\":{\"osProfile\":\"x\"}}", "compute.osProfile is a string; expected an object")]
    [InlineData("{\"compute\":{\"osProfile\":{\"adminUsername\":[\"a\"]}}}", "compute.osProfile.adminUsername is an array; expected a string")]
    [InlineData("{\"compute\":{\"publicKeys\":{}}}", "compute.publicKeys is an object; expected an array")]
    [InlineData("{\"compute\":{\"publicKeys\":[{},null]}}", "compute.publicKeys[1] is null; expected an object")]
    [InlineData("{\"compute\":{\"publicKeys\":[\"ssh-rsa\"]}}", "compute.publicKeys[0] is a string; expected an object")]
    [InlineData("{\"compute\":{\"publicKeys\":[{\"keyData\":{}}]}}", "compute.publicKeys[0].keyData is an object; expected a string")]
    [InlineData("{\"compute\":{\"osProfile\":{\"computerName\":\"\\ud800\"}}}", "compute.osProfile.computerName")]
    [InlineData("{\"compute\":{},\"extended\":{\"compute\":{\"ppsType\":[\"Running\"]}}}", "extended.compute.ppsType is an array; expected a string")]
    [InlineData("{\"compute\":{},\"extended\":[]}", "extended is an array; expected an object")]
    [InlineData("{\"compute\":{\"osProfile\":{\"adminUsername\":\"a\\udc00b\"}}}", "compute.osProfile.adminUsername")]
    [InlineData("{\"compute\":{\"\\ud800 and more\":1}}", "compute is an object with a member name that is not valid UTF-8")]
    public void Rejects_bad_input_with_its_place(string json, string place) => Assert.Contains(place, Bad(json), StringComparison.Ordinal);

    [Fact]
    public void Invalid_UTF_8_is_bad_data()
    {
        Assert.Contains("compute.publicKeys[0].keyData", Bad([.. "{\"compute\":{\"publicKeys\":[{\"keyData\":\""u8, 0xff, 0xfe, .. "\"}]}}"u8]), StringComparison.Ordinal);
        Assert.Contains("compute.osProfile.adminUsername", Bad([.. "{\"compute\":{\"osProfile\":{\"adminUsername\":\""u8, 0xc3, .. "\"}}}"u8]), StringComparison.Ordinal);
        Bad([0xff, 0xfe, 0x7b, 0x00]);
        Bad([0x00]);
        // Invalid UTF-8 in a member that is not read has no effect.
        Assert.NotNull(ImdsDocument.Read((byte[])[.. "{\"compute\":{\"other\":\""u8, 0xff, .. "\"}}"u8], "x").Value);
    }

    [Fact]
    public void Rejects_a_document_that_is_cut_at_any_byte()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Sample);
        for (int length = 0; length < whole.Length; length++) Bad(whole[..length]);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void Rejects_ten_thousand_levels(string open, string close)
    {
        string deep = string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000));
        Assert.Contains("line 1", Bad(deep), StringComparison.Ordinal);
        Assert.Contains("line 1", Bad("{\"compute\":{\"tags\":" + deep + "}}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_lists_above_the_limit()
    {
        string Keys(int count) => "{\"compute\":{\"publicKeys\":[" + string.Join(',', Enumerable.Repeat("{\"keyData\":\"k\"}", count)) + "]}}";
        Assert.Equal(256, Read(Keys(256)).Value?.PublicKeys.Count);
        Assert.Contains("compute.publicKeys is an array of 257 items; expected at most 256", Bad(Keys(257)), StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_a_value_of_a_megabyte()
    {
        string large = new('x', 1_000_000);
        Assert.Equal(large, Compute($"\"name\":\"{large}\"").Name);
        Bad("{\"compute\":{\"publicKeys\":\"" + large + "\"}}");
        Assert.Null(Compute($"\"{large}\":1").Name);
    }
}
