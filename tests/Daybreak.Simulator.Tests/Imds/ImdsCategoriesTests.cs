using System.Net;
using System.Security.Cryptography.Pkcs;
using System.Text.Json.Nodes;
using Daybreak.Simulator.Tests.Hosting;

namespace Daybreak.Simulator.Tests.Imds;

/// <summary>The categories of the metadata service other than the instance document.</summary>
public sealed class ImdsCategoriesTests
{
    private static async Task<JsonNode> Attested(RunningPlatform platform, string query)
    {
        using var answer = await platform.GetImds($"/metadata/attested/document?{query}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var outer = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("pkcs7", outer["encoding"]!.ToString());
        var signed = new SignedCms();
        signed.Decode(Convert.FromBase64String(outer["signature"]!.ToString()));
        signed.CheckSignature(verifySignatureOnly: true);
        Assert.Contains("metadata.azure.com", signed.Certificates[0].Subject);
        return JsonNode.Parse(signed.ContentInfo.Content)!;
    }

    [Fact]
    public async Task Attested_document_is_signed_and_contains_the_nonce()
    {
        await using var platform = await RunningPlatform.StartAsync("vm: {generation: 1}");

        var document = await Attested(platform, "api-version=2021-08-01&nonce=1234567890");

        Assert.Equal("1234567890", document["nonce"]!.ToString());
        Assert.Equal("5f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", document["vmId"]!.ToString());
        Assert.Equal("12", document["sku"]!.ToString());
        Assert.Matches(@"^\d\d/\d\d/\d\d \d\d:\d\d:\d\d -0000$", document["timeStamp"]!["createdOn"]!.ToString());
    }

    [Fact]
    public async Task Attested_document_defaults_the_nonce_and_omits_newer_fields()
    {
        await using var platform = await RunningPlatform.StartAsync();

        var document = await Attested(platform, "api-version=2018-10-01");

        Assert.Matches(@"^\d{8}-\d{6}$", document["nonce"]!.ToString());
        Assert.Null(document["sku"]);
        Assert.Null(document["subscriptionId"]);
    }

    [Theory]
    [InlineData("/metadata/attested/document?api-version=2021-08-01&nonce=1", 400, "nonce")]
    [InlineData("/metadata/attested/document?api-version=2018-04-02", 400, "")]
    [InlineData("/metadata/attested/document", 400, "api-version")]
    [InlineData("/metadata/identity/oauth2/token?api-version=2018-02-01", 400, "resource")]
    [InlineData("/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com/", 400, "")]
    [InlineData("/metadata/identity/info?api-version=2018-02-01", 404, "")]
    [InlineData("/metadata/loadbalancer?api-version=2020-10-01", 404, "")]
    [InlineData("/metadata/loadbalancer?api-version=2020-06-01", 400, "")]
    [InlineData("/metadata/scheduledevents?api-version=2021-08-01", 400, "")]
    [InlineData("/metadata/reprovisiondata?api-version=2019-06-01", 404, "")]
    [InlineData("/metadata/nothing?api-version=2021-08-01", 404, "")]
    public async Task Rejects_invalid_or_unavailable_paths(string target, int expected, string rule)
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.GetImds(target);

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.NotNull(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]);
        Assert.Equal(rule.Length == 0 ? [] : [rule], platform.Rules());
    }

    [Fact]
    public async Task Scheduled_events_are_empty()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.GetImds("/metadata/scheduledevents?api-version=2020-07-01");

        Assert.Equal("""{"DocumentIncarnation":1,"Events":[]}""", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"StartRequests":[]}""", 200)]
    [InlineData("""{"StartRequests":[{"EventId":"x"}]}""", 400)]
    [InlineData("""{}""", 400)]
    [InlineData("[", 400)]
    public async Task Checks_approvals_of_scheduled_events(string body, int expected)
    {
        await using var platform = await RunningPlatform.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(platform.Imds, "/metadata/scheduledevents?api-version=2020-07-01")) { Content = new StringContent(body) };

        using var answer = await platform.Send(request, ("Metadata", "true"));

        Assert.Equal(expected, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Answers_410_for_the_given_time_after_the_start()
    {
        var time = new StoppedTime();
        await using var platform = await RunningPlatform.StartAsync("imds: {goneFor: 1s, rateLimit: off}", time: time);

        using (var early = await platform.GetImds("/metadata/instance?api-version=2021-08-01")) Assert.Equal(HttpStatusCode.Gone, early.StatusCode);
        time.Pass(TimeSpan.FromSeconds(1));
        using var later = await platform.GetImds("/metadata/instance?api-version=2021-08-01");

        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        Assert.Empty(platform.Rules());
    }

    [Theory]
    [InlineData("", 401, "")]
    [InlineData("Azure-HMAC-SHA256 key signature", 403, "")]
    [InlineData("Basic abc", 403, "x-ms-azure-host-authorization")]
    public async Task Enforced_security_refuses_all_requests(string authorization, int expected, string rule)
    {
        await using var platform = await RunningPlatform.StartAsync("imds: {metadataSecurity: enforce}\nwireserver: {metadataSecurity: enforce}");

        using var imds = await platform.GetImds("/metadata/instance?api-version=2021-08-01", ("x-ms-azure-host-authorization", authorization));
        using var wire = await platform.GetWire("/machine?comp=goalstate", ("x-ms-azure-host-authorization", authorization));
        using var channel = await platform.GetWire("/secure-channel/status");

        Assert.Equal(expected, (int)imds.StatusCode);
        Assert.Equal(expected, (int)wire.StatusCode);
        Assert.Equal(rule.Length == 0 ? [] : [rule], platform.Rules());
        Assert.Equal("enforce", JsonNode.Parse(await channel.Content.ReadAsStringAsync())!["authorizationRules"]!["imds"]!["mode"]!.ToString());
    }

    [Theory]
    [InlineData("listed", "1 2 3", "1 2 3")]
    [InlineData("reversed", "3 2 1", "3 2 1")]
    [InlineData("varying", "2 3 1", "3 1 2")]
    public async Task Interfaces_have_the_scenarios_order(string order, params string[] expected)
    {
        await using var platform = await RunningPlatform.StartAsync($$"""
            vm: {interfaces: [{mac: "000000000001"}, {mac: "000000000002"}, {mac: "000000000003"}]}
            imds: {interfaceOrder: {{order}}}
            """);
        foreach (var one in expected)
        {
            using var answer = await platform.GetImds("/metadata/instance/network?api-version=2021-08-01");
            var network = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.Equal(one, string.Join(' ', network["interface"]!.AsArray().Select(nic => nic!["macAddress"]!.ToString()[^1])));
        }
    }

    [Fact]
    public async Task Tokens_have_a_separate_rate_limit()
    {
        await using var platform = await RunningPlatform.StartAsync(time: new StoppedTime());
        const string Token = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=x";

        var tokens = await Task.WhenAll(Enumerable.Range(0, 21).Select(_ => platform.GetImds(Token)));
        using var instance = await platform.GetImds("/metadata/instance?api-version=2021-08-01");

        Assert.Equal(20, tokens.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest));
        Assert.Single(tokens, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, instance.StatusCode);
    }

    [Fact]
    public async Task Token_errors_use_the_OAuth_format()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.GetImds("/metadata/identity/oauth2/token?api-version=2018-02-01&resource=x");

        Assert.Equal("""{"error":"invalid_request","error_description":"Identity not found"}""", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("", "78643200")]
    [InlineData("vm: {resourceDiskMiB: 0}", "0")]
    public async Task Temporary_disk_size_is_in_KiB(string yaml, string expected)
    {
        await using var platform = await RunningPlatform.StartAsync(yaml);

        using var answer = await platform.GetImds("/metadata/instance/compute/storageProfile/resourceDisk/size?api-version=2021-02-01&format=text");

        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task IPv6_addresses_can_be_public()
    {
        await using var platform = await RunningPlatform.StartAsync("vm: {interfaces: [{ipv6: [fd00::4, {private: 'fd00::5', public: '2001:db8::5'}]}]}");

        using var answer = await platform.GetImds("/metadata/instance/network/interface/0/ipv6?api-version=2021-08-01");

        Assert.Equal("""{"ipAddress":[{"privateIpAddress":"fd00::4"},{"privateIpAddress":"fd00::5","publicIpAddress":"2001:db8::5"}]}""", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("", "extended=true", """{"compute":{"hasCustomData":false,"ppsType":"None"}}""")]
    [InlineData("vm: {customData: x, preprovisioningType: Savable}", "extended=TRUE", """{"compute":{"hasCustomData":true,"ppsType":"Savable"}}""")]
    [InlineData("", "extended=false", null)]
    public async Task Extended_data_is_available_on_request_in_every_version(string yaml, string query, string? expected)
    {
        await using var platform = await RunningPlatform.StartAsync(yaml);
        foreach (var version in (string[])["2017-03-01", "2021-08-01"])
        {
            using var answer = await platform.GetImds($"/metadata/instance?api-version={version}&{query}");
            Assert.Equal(expected, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["extended"]?.ToJsonString());
        }
    }

    [Fact]
    public async Task Data_disks_have_unit_size_and_name()
    {
        await using var platform = await RunningPlatform.StartAsync("vm: {dataDisks: [{lun: 3, sizeGiB: 7, name: logs}, {}]}");

        using var answer = await platform.GetImds("/metadata/instance/compute/storageProfile/dataDisks?api-version=2021-08-01");

        var disks = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray();
        Assert.Equal([("3", "7", "logs"), ("1", "4", "data1")], disks.Select(disk => (disk!["lun"]!.ToString(), disk["diskSizeGB"]!.ToString(), disk["name"]!.ToString())));
    }
}
