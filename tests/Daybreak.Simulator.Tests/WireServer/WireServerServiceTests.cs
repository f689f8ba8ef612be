using System.Net;
using System.Xml.Linq;
using Daybreak.Simulator.Tests.Hosting;

namespace Daybreak.Simulator.Tests.WireServer;

public sealed class WireServerServiceTests
{
    private const string Vm = "vm: {name: web-1, containerId: C-1, instanceId: I-1._web, incarnation: 7}";

    [Fact]
    public async Task Versions_need_no_header()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(platform.WireServer, "/?comp=versions")));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            """<?xml version="1.0" encoding="utf-8"?><Versions><Preferred><Version>2015-04-05</Version></Preferred><Supported><Version>2015-04-05</Version><Version>2012-11-30</Version></Supported></Versions>""",
            await answer.Content.ReadAsStringAsync());
        Assert.Empty(platform.Rules());
    }

    [Theory]
    [InlineData("/machine?comp=goalstate")]
    [InlineData("/machine/?comp=goalstate")]
    public async Task Serves_the_goal_state_with_and_without_a_trailing_slash(string target)
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.GetWire(target);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/xml; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var root = XElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("GoalState", root.Name);
        Assert.Equal("7", root.Element("Incarnation")!.Value);
        Assert.Equal("Started", root.Element("Machine")!.Element("ExpectedState")!.Value);
        var container = root.Element("Container")!;
        Assert.Equal("C-1", container.Element("ContainerId")!.Value);
        var role = container.Element("RoleInstanceList")!.Element("RoleInstance")!;
        Assert.Equal("I-1._web", role.Element("InstanceId")!.Value);
        var configuration = role.Element("Configuration")!;
        Assert.Equal($"{platform.WireServer}machine/C-1/I-1._web?comp=config&type=sharedConfig&incarnation=7", configuration.Element("SharedConfig")!.Value);
        Assert.Equal("I-1.0.I-1.0._web-1.7.xml", configuration.Element("ConfigName")!.Value);
    }

    [Theory]
    [InlineData("2012-11-30", HttpStatusCode.OK)]
    [InlineData("2015-04-05", HttpStatusCode.OK)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("2010-12-15", HttpStatusCode.BadRequest)]
    public async Task Requires_a_supported_version_header(string version, HttpStatusCode expected)
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(platform.WireServer, "/machine?comp=goalstate")), ("x-ms-version", version), ("x-ms-agent-name", "any"));

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? [] : ["x-ms-version"], platform.Rules());
    }

    [Theory]
    [InlineData("/?comp=versions")]
    [InlineData("/machine?comp=goalstate")]
    public async Task Rejects_forwarded_requests(string target)
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.GetWire(target, ("X-Forwarded-For", "10.0.0.9"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["x-forwarded-for"], platform.Rules());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/machine")]
    [InlineData("/machine?comp=unknown")]
    [InlineData("/nowhere?comp=goalstate")]
    public async Task Unknown_paths_are_not_found(string target)
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.GetWire(target);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Links_point_to_the_requested_address_including_IPv6()
    {
        var loaded = Simulator.Scenarios.ScenarioFile.Parse(Vm, "s.yaml", "/");
        await using var platform = await Simulator.Hosting.SimulatedPlatform.StartAsync(new(null, new IPEndPoint(IPAddress.IPv6Loopback, 0), loaded.Scenario!, Simulator.Log.RequestLog.None, TimeProvider.System));
        using var http = new HttpClient { DefaultRequestHeaders = { { "x-ms-version", "2012-11-30" } } };

        var root = XElement.Parse(await http.GetStringAsync(new Uri($"http://{platform.WireServerAddress}/machine?comp=goalstate")));
        var link = root.Descendants("SharedConfig").Single().Value;

        Assert.StartsWith($"http://[::1]:{platform.WireServerAddress!.Port}/machine/C-1/", link);
        Assert.StartsWith("<?xml", await http.GetStringAsync(new Uri(link)));
    }

    [Fact]
    public async Task Reports_a_tolerated_proxy()
    {
        await using var platform = await RunningPlatform.StartAsync();

        var answer = await RunningPlatform.Raw(platform.WireServer, "GET http://168.63.129.16/?comp=versions HTTP/1.1\r\nHost: 168.63.129.16\r\nVia: 1.1 proxy\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", answer.Text);
        Assert.Equal(["proxy", "proxy"], platform.Rules());
        Assert.Equal("http://168.63.129.16/?comp=versions", platform.LogLines()[0]["target"]!.ToString());
    }
}
