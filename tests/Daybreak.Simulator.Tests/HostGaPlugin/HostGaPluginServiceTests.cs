using System.Net;
using System.Text.Json.Nodes;
using Daybreak.Simulator.Tests.Hosting;

namespace Daybreak.Simulator.Tests.HostGaPlugin;

public sealed class HostGaPluginServiceTests
{
    private const string Container = "a1b2c3d4-0000-4000-8000-00000000c0de";

    private static Task<HttpResponseMessage> Ask(RunningPlatform platform, string target, params (string Name, string Value)[] headers) =>
        platform.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(platform.HostGaPlugin, target)), headers);

    private static Task<HttpResponseMessage> Put(RunningPlatform platform, string target, string body, params (string Name, string Value)[] headers) =>
        platform.Send(new HttpRequestMessage(HttpMethod.Put, new Uri(platform.HostGaPlugin, target)) { Content = new StringContent(body) }, headers);

    [Fact]
    public async Task Answers_versions_and_health()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var versions = await Ask(platform, "/versions");
        using var health = await Ask(platform, "/health");

        Assert.Equal("""["2015-09-01"]""", await versions.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal(["hostgaplugin.versions", "hostgaplugin.health"], platform.LogLines().Select(line => line["operation"]!.ToString()));
        Assert.Equal("hostgaplugin", platform.LogLines()[0]["server"]!.ToString());
    }

    [Fact]
    public async Task VmSettings_are_not_found_without_the_feature()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await Ask(platform, "/vmSettings", ("x-ms-containerid", Container));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(platform.Rules());
    }

    [Fact]
    public async Task VmSettings_support_ETags()
    {
        await using var platform = await RunningPlatform.StartAsync("wireserver: {vmSettings: on}");

        using var first = await Ask(platform, "/vmSettings", ("x-ms-containerid", Container));
        var tag = first.Headers.NonValidated["ETag"].ToString();
        using var same = await Ask(platform, "/vmSettings", ("x-ms-containerid", Container), ("If-None-Match", tag));
        platform.Host.Advance();
        using var changed = await Ask(platform, "/vmSettings", ("x-ms-containerid", Container), ("If-None-Match", tag));

        Assert.Equal("FastTrack", JsonNode.Parse(await first.Content.ReadAsStringAsync())!["extensionGoalStatesSource"]!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(tag, changed.Headers.NonValidated["ETag"].ToString());
    }

    [Fact]
    public async Task Rejects_forwarded_requests()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await Ask(platform, "/versions", ("X-Forwarded-For", "10.0.0.9"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["x-forwarded-for"], platform.Rules());
    }

    [Theory]
    [InlineData("x-ms-containerid", 400, "", "")]
    [InlineData("x-ms-containerid", 410, "another", "")]
    [InlineData("x-ms-host-config-name", 410, Container, "another")]
    public async Task Rejects_another_identity(string rule, int expected, string container, string config)
    {
        await using var platform = await RunningPlatform.StartAsync("wireserver: {vmSettings: on}");

        using var answer = await Ask(platform, "/vmSettings", ("x-ms-containerid", container), ("x-ms-host-config-name", config));

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal([rule], platform.Rules());
    }

    [Theory]
    [InlineData("/status", """{"requestUri":"u","headers":[],"content":"e30="}""", 200, "")]
    [InlineData("/status", """{"requestUri":"u"}""", 400, "status-document")]
    [InlineData("/status", "{", 400, "status-document")]
    [InlineData("/status", "[]", 400, "status-document")]
    [InlineData("/vmAgentLog", "PK", 200, "")]
    [InlineData("/vmAgentLog", "", 400, "vmAgentLog-document")]
    [InlineData("/another", "x", 404, "")]
    public async Task Checks_uploads(string target, string body, int expected, string rule)
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await Put(platform, target, body, ("x-ms-containerid", Container));

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal(rule.Length == 0 ? [] : [rule], platform.Rules());
    }

    [Theory]
    [InlineData("https://somewhere.example/x.zip", 404)]
    [InlineData("", 400)]
    public async Task Artifacts_are_never_found(string location, int expected)
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await Ask(platform, "/extensionArtifact", ("x-ms-containerid", Container), ("x-ms-artifact-location", location));

        Assert.Equal(expected, (int)answer.StatusCode);
    }
}
