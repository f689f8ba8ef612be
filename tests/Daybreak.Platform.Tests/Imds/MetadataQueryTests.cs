using System.Text;
using Daybreak.Core;
using Daybreak.Platform.Imds;

namespace Daybreak.Platform.Tests.Imds;

public sealed class MetadataQueryTests
{
    [Theory]
    [InlineData("instance", "/metadata/instance")]
    [InlineData("/metadata/instance/", "/metadata/instance")]
    [InlineData("instance/compute/name", "/metadata/instance")]
    [InlineData("versions", "/metadata/versions")]
    [InlineData("attested/document", "/metadata/attested/document")]
    [InlineData("//loadbalancer", "/metadata/loadbalancer")]
    public void Converts_a_path_to_a_request(string path, string target) => Assert.Equal(target, MetadataQuery.Parse(path)?.Target);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("metadata")]
    [InlineData("instance/../identity")]
    [InlineData("..")]
    [InlineData("versions/.")]
    [InlineData("instance?api-version=x")]
    [InlineData("versions HTTP/1.1\r\nX: y")]
    [InlineData("versions%2f..")]
    [InlineData("größe")]
    public void Rejects_an_invalid_path(string path) => Assert.Null(MetadataQuery.Parse(path));

    [Theory]
    [InlineData("instance/compute/name", false, "web_0")]
    [InlineData("instance/compute/name", true, "\"web_0\"")]
    [InlineData("instance/compute/publicKeys/1/path", false, "")]
    [InlineData("instance/extended/compute/hasCustomData", false, "true")]
    [InlineData("instance/compute/storageProfile/resourceDisk", false, "{\n  \"size\": \"16777216\"\n}")]
    public void Selects_the_value_at_the_path(string path, bool asJson, string expected) =>
        Assert.Equal(expected, MetadataQuery.Parse(path)!.Select(Encoding.UTF8.GetBytes(ImdsDocumentTests.Sample), asJson).Value);

    [Theory]
    [InlineData("instance/compute/nothing")]
    [InlineData("instance/compute/name/more")]
    [InlineData("instance/compute/publicKeys/2")]
    [InlineData("instance/compute/publicKeys/x")]
    [InlineData("instance/compute/publicKeys/99999999999")]
    public void Names_the_missing_member(string path)
    {
        var failure = MetadataQuery.Parse(path)!.Select(Encoding.UTF8.GetBytes(ImdsDocumentTests.Sample), false).Failure;
        Assert.Equal(ExitStatus.BadData, failure?.Exit);
        Assert.Contains(path, MessageRules.Check(failure?.Message), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_is_not_JSON_is_text_outside_instance_and_bad_data_below_it()
    {
        Assert.Equal("plain", MetadataQuery.Parse("versions")!.Select("plain"u8.ToArray(), false).Value);
        Assert.Equal(ExitStatus.BadData, MetadataQuery.Parse("instance/compute")!.Select("<html>"u8.ToArray(), false).Failure?.Exit);
    }

    [Theory]
    [InlineData("instance/compute/name", false)]
    [InlineData("instance/compute/name", true)]
    [InlineData("instance/compute", false)]
    [InlineData("instance/compute/other", false)]
    public void Reports_invalid_UTF_8_as_bad_data(string path, bool asJson)
    {
        foreach (byte[] text in (byte[][])[[0xff], [0xc3], [.. "\\ud800"u8]])
        {
            var result = MetadataQuery.Parse(path)!.Select([.. "{\"compute\":{\"name\":\""u8, .. text, .. "\"}}"u8], asJson);
            Assert.True(result.Value is not null || result.Failure?.Exit == ExitStatus.BadData);
        }
    }
}
