using System.Net;
using System.Text.Json.Nodes;
using Daybreak.Simulator.Tests.Hosting;

namespace Daybreak.Simulator.Tests.Imds;

public sealed partial class ImdsServiceTests
{
    private const string Latest = "api-version=2025-04-07";

    private const string Vm = """
        vm:
          id: 01234567-89AB-cdef-0123-456789abcdef
          name: web-1
          hostName: web
          user: alice
          publicKeys: [ssh-ed25519 AAAA alice, {key: "ssh-rsa BBBB\r\nCC", path: /home/alice/keys}]
          userData: "#!/bin/sh\n"
          customData: x
          location: northeurope
          size: Standard_B1s
          zone: "2"
          resourceDiskMiB: 4096
          tags: {a: b, c: d}
          security: {type: TrustedLaunch, secureBoot: true, virtualTpm: true}
          interfaces:
            - {mac: "00-0d-3a-aa-bb-cc", ipv4: [{private: 10.1.0.4, public: 203.0.113.7}, 10.1.0.5], subnet: 10.1.0.0/16, ipv6: ["fd00::4"]}
            - {mac: 000d3a000002, ipv4: [10.2.0.4], subnet: 10.2.0.0/24}
        """;

    [Fact]
    public async Task Document_matches_the_scenario()
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.GetImds($"/metadata/instance?{Latest}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var document = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        var compute = document["compute"]!;
        Assert.Equal("01234567-89ab-cdef-0123-456789abcdef", (string?)compute["vmId"]);
        Assert.Equal("web-1", (string?)compute["name"]);
        Assert.Equal("web", (string?)compute["osProfile"]!["computerName"]);
        Assert.Equal("alice", (string?)compute["osProfile"]!["adminUsername"]);
        Assert.Equal("true", (string?)compute["osProfile"]!["disablePasswordAuthentication"]);
        Assert.Equal("ssh-ed25519 AAAA alice", (string?)compute["publicKeys"]![0]!["keyData"]);
        Assert.Equal("/home/alice/.ssh/authorized_keys", (string?)compute["publicKeys"]![0]!["path"]);
        Assert.Equal("ssh-rsa BBBB\r\nCC", (string?)compute["publicKeys"]![1]!["keyData"]);
        Assert.Equal("/home/alice/keys", (string?)compute["publicKeys"]![1]!["path"]);
        Assert.Equal("IyEvYmluL3NoCg==", (string?)compute["userData"]);
        Assert.Equal("", (string?)compute["customData"]);
        Assert.Equal("northeurope", (string?)compute["location"]);
        Assert.Equal("Standard_B1s", (string?)compute["vmSize"]);
        Assert.Equal("2", (string?)compute["zone"]);
        Assert.Equal("4194304", (string?)compute["storageProfile"]!["resourceDisk"]!["size"]);
        Assert.Equal("a:b;c:d", (string?)compute["tags"]);
        Assert.Equal("d", (string?)compute["tagsList"]![1]!["value"]);
        Assert.Equal("TrustedLaunch", (string?)compute["securityProfile"]!["securityType"]);
        Assert.Equal("true", (string?)compute["securityProfile"]!["secureBootEnabled"]);
        Assert.Equal("false", (string?)compute["securityProfile"]!["encryptionAtHost"]);
        Assert.Equal(
            """[{"ipv4":{"ipAddress":[{"privateIpAddress":"10.1.0.4","publicIpAddress":"203.0.113.7"},{"privateIpAddress":"10.1.0.5","publicIpAddress":""}],"subnet":[{"address":"10.1.0.0","prefix":"16"}]},"ipv6":{"ipAddress":[{"privateIpAddress":"fd00::4"}]},"macAddress":"000D3AAABBCC"},{"ipv4":{"ipAddress":[{"privateIpAddress":"10.2.0.4","publicIpAddress":""}],"subnet":[{"address":"10.2.0.0","prefix":"24"}]},"ipv6":{"ipAddress":[]},"macAddress":"000D3A000002"}]""",
            document["network"]!["interface"]!.ToJsonString());
        Assert.Null(document["extended"]);
        Assert.Empty(platform.Rules());
    }

    [Fact]
    public async Task All_documented_primitives_are_strings()
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        var document = JsonNode.Parse(await (await platform.GetImds($"/metadata/instance?{Latest}")).Content.ReadAsStringAsync())!;

        var leaves = Leaves(document).ToList();
        Assert.True(leaves.Count > 40);
        Assert.All(leaves, leaf => Assert.Equal(System.Text.Json.JsonValueKind.String, leaf.GetValueKind()));
    }

    [Fact]
    public async Task Extended_adds_data_for_provisioning_agents()
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        var document = JsonNode.Parse(await (await platform.GetImds($"/metadata/instance?{Latest}&extended=true")).Content.ReadAsStringAsync())!;

        Assert.Equal("""{"compute":{"hasCustomData":true,"ppsType":"None"}}""", document["extended"]!.ToJsonString());
    }

    [Theory]
    [InlineData("/metadata/instance/compute/name", "web-1")]
    [InlineData("/metadata/instance/compute/osProfile/computerName/", "web")]
    [InlineData("/metadata/instance/network/interface/0/ipv4/ipAddress/1/privateIpAddress", "10.1.0.5")]
    [InlineData("/metadata/instance/compute/customData", "")]
    [InlineData("/metadata/instance", "compute/\nnetwork/")]
    [InlineData("/metadata/instance/network/interface", "0/\n1/")]
    [InlineData("/metadata/instance/network/interface/1", "ipv4/\nipv6/\nmacAddress")]
    public async Task Text_format_returns_leaves_and_lists_nodes(string path, string expected)
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.GetImds($"{path}?{Latest}&format=text");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/metadata/instance/compute/nothing?api-version=2025-04-07&format=text")]
    [InlineData("/metadata/instance/network/interface/2?api-version=2025-04-07")]
    [InlineData("/metadata/instance/network/interface/-1?api-version=2025-04-07")]
    [InlineData("/metadata/instance/compute/name/x?api-version=2025-04-07&format=text")]
    [InlineData("/metadata/elsewhere?api-version=2025-04-07")]
    [InlineData("/")]
    public async Task Unknown_paths_are_not_found(string target)
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.GetImds(target);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("""{"error":"Not found"}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Rejects_a_leaf_without_format_text()
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.GetImds($"/metadata/instance/compute/name?{Latest}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("format=text", await answer.Content.ReadAsStringAsync());
        Assert.Equal(["format"], platform.Rules());
    }

    [Fact]
    public async Task Missing_api_version_error_lists_the_newest_versions()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.GetImds("/metadata/instance");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            """{"error":"Bad request. api-version is invalid or was not specified in the request. For more information refer to aka.ms/azureimds","newest-versions":["2025-04-07","2024-07-17","2024-03-15"]}""",
            await answer.Content.ReadAsStringAsync());
        Assert.Equal(["api-version"], platform.Rules());
    }

    [Fact]
    public async Task Unknown_api_version_is_refused_but_not_a_client_error()
    {
        await using var platform = await RunningPlatform.StartAsync("imds: {newestApiVersion: 2019-06-01}");

        using var answer = await platform.GetImds("/metadata/instance?api-version=2021-08-01");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(""" "newest-versions":["2019-06-01","2019-04-30","2019-03-11"] """.Trim(), await answer.Content.ReadAsStringAsync());
        Assert.Empty(platform.Rules());
    }

    [Fact]
    public async Task Versions_need_no_api_version_and_match_the_host()
    {
        await using var platform = await RunningPlatform.StartAsync("imds: {newestApiVersion: 2017-08-01}");

        using var answer = await platform.GetImds("/metadata/versions");

        Assert.Equal("""{"apiVersions":["2017-03-01","2017-04-02","2017-08-01"]}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Throttles_the_sixth_request_in_a_second()
    {
        // All requests arrive at the same moment.
        await using var platform = await RunningPlatform.StartAsync(time: new StoppedTime());

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => platform.GetImds("/metadata/versions")));

        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        var throttled = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromSeconds(1), throttled.Headers.RetryAfter!.Delta);
        Assert.Single(platform.LogLines(), line => line["misbehaviour"]!.ToJsonString().Contains("rate-limit"));
    }

    [Fact]
    public async Task Rate_limit_can_be_switched_off()
    {
        await using var platform = await RunningPlatform.StartAsync("imds: {rateLimit: off}");

        for (var i = 0; i < 12; i++)
        {
            using var answer = await platform.GetImds("/metadata/instance?api-version=2021-02-01");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static IEnumerable<JsonNode> Leaves(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value!)),
        JsonArray items => items.SelectMany(item => Leaves(item!)),
        _ => [node],
    };
}
