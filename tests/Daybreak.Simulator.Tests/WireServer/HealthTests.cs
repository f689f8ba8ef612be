using System.Net;
using System.Xml.Linq;
using Daybreak.Simulator.Tests.Hosting;

namespace Daybreak.Simulator.Tests.WireServer;

public sealed class HealthTests
{
    private const string Vm = "vm: {containerId: C, instanceId: I, incarnation: 3}";

    private static string Report(string state = "Ready", string details = "", string incarnation = "3", string container = "C", string instance = "I") => $"""
        <?xml version="1.0" encoding="utf-8"?>
        <Health xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
          <GoalStateIncarnation>{incarnation}</GoalStateIncarnation>
          <Container><ContainerId>{container}</ContainerId><RoleInstanceList><Role><InstanceId>{instance}</InstanceId>
            <Health><State>{state}</State>{details}</Health></Role></RoleInstanceList></Container>
        </Health>
        """;

    private static string Details(string subStatus, string description) => $"<Details><SubStatus>{subStatus}</SubStatus><Description>{description}</Description></Details>";

    [Theory]
    [InlineData("/machine?comp=health", "text/xml;charset=utf-8")]
    [InlineData("/machine/?comp=health", "text/xml; charset=\"UTF-8\"")]
    [InlineData("/machine?comp=health", "text/xml")]
    public async Task Accepts_Ready(string target, string contentType)
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.PostWire(target, Report(), contentType);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["3"], answer.Headers.GetValues("x-ms-latest-goal-state-incarnation-number"));
        Assert.Empty(await answer.Content.ReadAsStringAsync());
        Assert.Empty(platform.Rules());
        Assert.Equal(Report(), platform.LogLines()[0]["body"]!.ToString());
    }

    [Fact]
    public async Task Accepts_NotReady_with_details_of_the_maximum_size()
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.PostWire("/machine?comp=health", Report("NotReady", Details("ProvisioningFailed", new string('ü', 2048))));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    public static TheoryData<string, string, HttpStatusCode> Refused => new()
    {
        { "health-container", Report(container: "other"), HttpStatusCode.BadRequest },
        { "health-instance", Report(instance: "other"), HttpStatusCode.BadRequest },
        { "health-incarnation", Report(incarnation: "2"), HttpStatusCode.Gone },
        { "health-document", Report("ready"), HttpStatusCode.BadRequest },
        { "health-document", Report(""), HttpStatusCode.BadRequest },
        { "health-document", Report("NotReady", Details("ProvisioningFailed", new string('ü', 2049))), HttpStatusCode.BadRequest },
        { "health-document", Report("NotReady", Details(new string('x', 4097), "short")), HttpStatusCode.BadRequest },
        { "health-document", Report("NotReady", Details("a", "b") + Details("a", "b")), HttpStatusCode.BadRequest },
        { "health-document", Report().Replace("<GoalStateIncarnation>3</GoalStateIncarnation>", "", StringComparison.Ordinal), HttpStatusCode.BadRequest },
        { "health-document", Report().Replace("<Health xmlns", "<Health xmlns=\"urn:x\" xmlns", StringComparison.Ordinal), HttpStatusCode.BadRequest },
        { "health-document", Report().Replace("<State>", "<State>Ready</State><State>", StringComparison.Ordinal), HttpStatusCode.BadRequest },
        { "health-document", "<Other/>", HttpStatusCode.BadRequest },
        { "xml", "", HttpStatusCode.BadRequest },
        { "xml", Report()[..^5], HttpStatusCode.BadRequest },
        { "xml", Report("a & b"), HttpStatusCode.BadRequest },
        { "xml", "<!DOCTYPE Health [<!ENTITY x \"y\">]><Health>&x;</Health>", HttpStatusCode.BadRequest },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Rejects_invalid_reports(string rule, string body, HttpStatusCode expected)
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.PostWire("/machine?comp=health", body);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal([rule], platform.Rules());
        if (rule is "health-container" or "health-instance") Assert.Contains("InvalidContainerConfiguration", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("text/xml; charset=iso-8859-1")]
    [InlineData("")]
    public async Task Rejects_other_content_types(string contentType)
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.PostWire("/machine?comp=health", Report(), contentType);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["content-type"], platform.Rules());
    }

    [Theory]
    [InlineData("""{"state":"Ready"}""")]
    [InlineData("""{"state":"NotReady","details":{"subStatus":"ProvisioningFailed","description":"result=error|reason=x"}}""")]
    public async Task Accepts_JSON_reports_with_201(string body)
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.PostWire("/provisioning/health", body, "application/json", ("x-ms-guest-agent-name", "test"));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Empty(platform.Rules());
    }

    [Theory]
    [InlineData("health-document", """{"state":"OK"}""", "application/json", "test")]
    [InlineData("health-document", """["Ready"]""", "application/json", "test")]
    [InlineData("health-document", """{"state":"NotReady","details":"x"}""", "application/json", "test")]
    [InlineData("health-document", """{"state":"Rea""", "application/json", "test")]
    [InlineData("content-type", """{"state":"Ready"}""", "text/json", "test")]
    [InlineData("x-ms-guest-agent-name", """{"state":"Ready"}""", "application/json", "")]
    public async Task Rejects_invalid_JSON_reports(string rule, string body, string contentType, string agent)
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.PostWire("/provisioning/health", body, contentType, ("x-ms-guest-agent-name", agent));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([rule], platform.Rules());
    }

    [Fact]
    public async Task Rejects_a_JSON_description_that_is_too_long()
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        var body = """{"state":"NotReady","details":{"subStatus":"ProvisioningFailed","description":"X"}}""".Replace("X", new string('x', 4097), StringComparison.Ordinal);
        using var answer = await platform.PostWire("/provisioning/health", body, "application/json", ("x-ms-guest-agent-name", "test"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Old_incarnation_is_gone_and_the_answer_contains_the_new_one()
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);
        platform.Host.Advance();

        using var old = await platform.PostWire("/machine?comp=health", Report());
        Assert.Equal(HttpStatusCode.Gone, old.StatusCode);
        Assert.Equal(["4"], old.Headers.GetValues("x-ms-latest-goal-state-incarnation-number"));
        Assert.False(platform.Host.IsReady);

        using var current = await platform.PostWire("/machine?comp=health", Report(incarnation: "4"));
        Assert.Equal(HttpStatusCode.OK, current.StatusCode);
        Assert.True(platform.Host.IsReady);
    }

    [Fact]
    public async Task Incarnation_advances_after_goal_states()
    {
        await using var platform = await RunningPlatform.StartAsync("vm: {incarnation: 3}\nwireserver: {advanceAfterGoalStates: 2}");
        var seen = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            using var answer = await platform.GetWire("/machine?comp=goalstate");
            seen.Add(XElement.Parse(await answer.Content.ReadAsStringAsync()).Element("Incarnation")!.Value);
        }

        Assert.Equal(["3", "3", "4", "4", "5"], seen);
    }

    // With 429 and 503 the platform requests a retry. The first report has no effect.
    [Theory]
    [InlineData("/provisioning/health", "wireserver.provisioningHealth", 429, HttpStatusCode.Created)]
    [InlineData("/provisioning/health", "wireserver.provisioningHealth", 503, HttpStatusCode.Created)]
    [InlineData("/machine?comp=health", "wireserver.health", 503, HttpStatusCode.OK)]
    [InlineData("/machine?comp=health", "wireserver.health", 429, HttpStatusCode.OK)]
    public async Task Report_is_accepted_on_retry(string target, string operation, int status, HttpStatusCode expected)
    {
        await using var platform = await RunningPlatform.StartAsync($"{Vm}\nfaults: [{{on: {operation}, times: 1, status: {status}, retryAfter: 1}}]");
        Task<HttpResponseMessage> SendReport() => target.StartsWith("/p", StringComparison.Ordinal)
            ? platform.PostWire(target, """{"state":"Ready"}""", "application/json", ("x-ms-guest-agent-name", "test"))
            : platform.PostWire(target, Report());

        using var later = await SendReport();
        Assert.Equal((status, TimeSpan.FromSeconds(1)), ((int)later.StatusCode, later.Headers.RetryAfter!.Delta));
        Assert.False(platform.Host.IsReady);

        using var taken = await SendReport();
        Assert.Equal(expected, taken.StatusCode);
        Assert.True(platform.Host.IsReady);
        Assert.Empty(platform.Rules());
    }

    [Fact]
    public async Task Report_takes_effect_even_if_the_answer_is_lost()
    {
        await using var platform = await RunningPlatform.StartAsync($"{Vm}\nfaults: [{{on: wireserver.health, times: 1, drop: true}}]");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => platform.PostWire("/machine?comp=health", Report()));

        Assert.True(platform.Host.IsReady);
    }

    private const string Properties = """<RoleProperties><Container><ContainerId>C</ContainerId><RoleInstances><RoleInstance><Id>I</Id><Properties><Property name="CertificateThumbprint" value="SHA256x" /></Properties></RoleInstance></RoleInstances></Container></RoleProperties>""";

    [Fact]
    public async Task Accepts_role_properties_with_202()
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.PostWire("/machine?comp=roleProperties", Properties);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Empty(platform.Rules());
    }

    [Theory]
    [InlineData("<ContainerId>C<", "<ContainerId>D<")]
    [InlineData("<Id>I<", "<Id>J<")]
    [InlineData("value=\"SHA256x\"", "")]
    [InlineData("RoleProperties>", "Properties>")]
    public async Task Rejects_invalid_role_properties(string from, string to)
    {
        await using var platform = await RunningPlatform.StartAsync(Vm);

        using var answer = await platform.PostWire("/machine?comp=roleProperties", Properties.Replace(from, to, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["role-properties-document"], platform.Rules());
    }
}
