using System.Net;
using System.Xml.Linq;
using Daybreak.Simulator.Tests.Hosting;

namespace Daybreak.Simulator.Tests.WireServer;

public sealed class ConfigurationTests
{
    private const string Vm = "vm: {name: web-1, containerId: C, instanceId: D._web-1, incarnation: 2}\n";

    private static async Task<XElement> Get(RunningPlatform platform, string element)
    {
        var goalState = XElement.Parse(await (await platform.GetWire("/machine?comp=goalstate")).Content.ReadAsStringAsync());
        using var answer = await platform.GetWire(goalState.Descendants(element).Single().Value);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return XElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Hosting_environment_contains_VM_role_and_deployment()
    {
        await using var platform = await RunningPlatform.StartAsync(Vm + "certificates: [{name: a, generate: ec-p256}]");

        var document = await Get(platform, "HostingEnvironmentConfig");

        Assert.Equal("web-1", document.Element("Incarnation")!.Attribute("instance")!.Value);
        Assert.Equal("web-1", document.Element("Role")!.Attribute("name")!.Value);
        Assert.Equal("D", document.Element("Deployment")!.Attribute("name")!.Value);
        Assert.Matches("^sha1:[0-9A-F]{40}$", document.Descendants("StoredCertificate").Single().Attribute("certificateId")!.Value);
        Assert.Equal("wireserver.hostingEnvironmentConfig", platform.LogLines()[1]["operation"]!.ToString());
    }

    [Fact]
    public async Task Shared_configuration_lists_the_instance()
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        var document = await Get(platform, "SharedConfig");

        Assert.Equal("10.0.0.4", document.Descendants("Instance").Single().Attribute("address")!.Value);
    }

    [Fact]
    public async Task Extensions_configuration_has_no_extensions()
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        var document = await Get(platform, "ExtensionsConfig");

        Assert.Equal("2", document.Attribute("goalStateIncarnation")!.Value);
        Assert.Empty(document.Element("Plugins")!.Elements());
    }

    [Fact]
    public async Task Full_configuration_has_incarnation_deployment_and_role()
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        var document = await Get(platform, "FullConfig");

        Assert.Equal(("2", "D", "web-1"), (document.Attribute("goalStateIncarnation")!.Value, document.Element("Deployment")!.Attribute("name")!.Value, document.Element("Role")!.Attribute("name")!.Value));
        Assert.Equal("wireserver.fullConfig", platform.LogLines()[1]["operation"]!.ToString());
        Assert.Empty(platform.Rules(1));
    }

    [Theory]
    [InlineData("""{"Api":"reporttargethealth","Version":"1.0","Source":"WALinuxAgent","Observations":[{"ObservationName":"GuestAgentPluginHeartbeat","IsHealthy":true,"Description":"","Value":""}]}""", HttpStatusCode.OK)]
    [InlineData("""{"Api":"reporttargethealth","Version":"1.0","Source":"WALinuxAgent"}""", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    public async Task Accepts_valid_observations_of_the_host(string body, HttpStatusCode expected)
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.PostWire("/HealthService", body, "application/json");

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("wireserver.healthService", platform.LogLines()[0]["operation"]!.ToString());
        Assert.Equal(expected == HttpStatusCode.OK ? [] : ["health-service-document"], platform.Rules());
    }

    [Theory]
    [InlineData("<TelemetryData version=\"1.0\"><Provider id=\"69B669B9-4AF8-4C50-BDC4-6006FA76E975\"><Event id=\"1\"><![CDATA[<Param Name=\"a\" Value=\"b\" T=\"mt:wstr\" />]]></Event></Provider></TelemetryData>", HttpStatusCode.OK)]
    [InlineData("<TelemetryData version=\"1.0\"/>", HttpStatusCode.BadRequest)]
    [InlineData("<TelemetryData><Provider id=\"x\"/></TelemetryData>", HttpStatusCode.BadRequest)]
    public async Task Accepts_telemetry_with_a_provider(string body, HttpStatusCode expected)
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.PostWire("/machine?comp=telemetrydata", body);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Limits_size_and_rate_of_telemetry()
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);
        const string body = "<TelemetryData><Provider id=\"69B669B9-4AF8-4C50-BDC4-6006FA76E975\"/></TelemetryData>";

        using var large = await platform.PostWire("/machine?comp=telemetrydata", body + new string(' ', 65_536));
        Assert.Equal(HttpStatusCode.BadRequest, large.StatusCode);
        for (var i = 0; i < 14; i++) Assert.Equal(HttpStatusCode.OK, (await platform.PostWire("/machine?comp=telemetrydata", body)).StatusCode);

        using var last = await platform.PostWire("/machine?comp=telemetrydata", body);
        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(15), last.Headers.RetryAfter!.Delta);
    }
}
