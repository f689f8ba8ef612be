using System.Net;
using System.Text.Json.Nodes;
using Daybreak.Simulator.Tests.Hosting;

namespace Daybreak.Simulator.Tests.Control;

public sealed class ControlTests
{
    private static async Task<JsonNode> Json(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, text);
            return JsonNode.Parse(text)!;
        }
    }

    private static Task<HttpResponseMessage> Get(RunningPlatform platform, string target) => platform.Http.GetAsync(new Uri(platform.Control, target));

    private static Task<HttpResponseMessage> Post(RunningPlatform platform, string target, string body = "") => platform.Http.PostAsync(new Uri(platform.Control, target), new StringContent(body));

    [Fact]
    public async Task Lists_requests_with_their_meaning_and_client_errors_separately()
    {
        await using var platform = await RunningPlatform.StartAsync();
        await platform.GetWire("/machine?comp=goalstate");
        await platform.GetImds("/metadata/instance");

        var all = await Json(await Get(platform, "/requests"));
        var later = await Json(await Get(platform, "/requests?since=1"));
        var wrong = await Json(await Get(platform, "/misbehaviour"));

        Assert.Equal(["requests the goal state", "requests the instance document, api-version none"], all.AsArray().Select(entry => entry!["meaning"]!.ToString()));
        Assert.Equal(2, (int)Assert.Single(later.AsArray())!["sequence"]!);
        Assert.Equal("api-version", Assert.Single(wrong.AsArray())!["misbehaviour"]![0]!["rule"]!.ToString());
        // Requests to the control endpoint are not logged.
        Assert.Equal(2, platform.LogLines().Count);
    }

    [Fact]
    public async Task Advances_the_incarnation()
    {
        await using var platform = await RunningPlatform.StartAsync("vm: {incarnation: 4}");

        var state = await Json(await Post(platform, "/incarnation"));

        Assert.Equal(5, (int)state["incarnation"]!);
        using var goalState = await platform.GetWire("/machine?comp=goalstate");
        Assert.Contains("<Incarnation>5</Incarnation>", await goalState.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Adds_and_removes_faults()
    {
        await using var platform = await RunningPlatform.StartAsync("faults: [{on: wireserver.versions, status: 501}]");

        var added = await Json(await Post(platform, "/faults", "on: wireserver.versions\ntimes: 1\nstatus: 418\n"));
        using var struck = await platform.GetWire("/?comp=versions");
        using var spent = await platform.GetWire("/?comp=versions");
        await Json(await Post(platform, "/faults", "[{on: 'imds.*', status: 500}, {on: wireserver.versions, status: 502}]"));
        using var again = await platform.GetWire("/?comp=versions");
        using var delete = new HttpRequestMessage(HttpMethod.Delete, new Uri(platform.Control, "/faults"));
        var cleared = await Json(await platform.Http.SendAsync(delete));
        using var after = await platform.GetWire("/?comp=versions");

        var one = Assert.Single(added["added"]!.AsArray())!;
        Assert.Equal((1, "wireserver.versions: status 418", 1, null), ((int)one["number"]!, one["name"]!.ToString(), (int)one["remaining"]!, one["secondsLeft"]));
        Assert.Equal([418, 501, 502, 501], new[] { struck, spent, again, after }.Select(answer => (int)answer.StatusCode));
        Assert.Empty(cleared["added"]!.AsArray());
        Assert.Single(cleared["scenario"]!.AsArray());
    }

    [Fact]
    public async Task Removes_a_single_fault()
    {
        await using var platform = await RunningPlatform.StartAsync();
        await Json(await Post(platform, "/faults", "[{on: 'imds.*', status: 500}, {on: wireserver.versions, status: 502}]"));
        using var second = new HttpRequestMessage(HttpMethod.Delete, new Uri(platform.Control, "/faults/2"));
        using var again = new HttpRequestMessage(HttpMethod.Delete, new Uri(platform.Control, "/faults/2"));
        using var nonsense = new HttpRequestMessage(HttpMethod.Delete, new Uri(platform.Control, "/faults/-1"));

        Assert.Equal("imds.*: status 500", Assert.Single((await Json(await platform.Http.SendAsync(second)))["added"]!.AsArray())!["name"]!.ToString());
        foreach (var request in (HttpRequestMessage[])[again, nonsense])
        {
            using var answer = await platform.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("on: nothing\nstatus: 500\n", "fault:1:5: expected an operation")]
    [InlineData("- on: imds.*\n", "fault:1:3: expected an effect")]
    [InlineData("on: imds.*\nbodyFile: /etc/hostname\n", "fault:2:11: 'bodyFile' is not supported in faults added at run time; use 'body'")]
    [InlineData("{", "expected YAML")]
    [InlineData("", "expected 'on'")]
    public async Task Rejects_an_invalid_fault_with_its_position(string body, string expected)
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await Post(platform, "/faults", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Limits_the_number_of_faults()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await Post(platform, "/faults", string.Concat(Enumerable.Repeat("- {on: '*', delay: 1ms}\n", 101)));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Fact]
    public async Task Rejects_requests_from_web_pages()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var foreign = await platform.Send(new HttpRequestMessage(HttpMethod.Post, new Uri(platform.Control, "/incarnation")), ("Origin", "https://evil.example"));
        using var rebound = await platform.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(platform.Control, "/requests")), ("Host", "evil.example"));

        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, rebound.StatusCode);
        Assert.Equal(1, platform.Host.Vm.Incarnation);
    }

    [Theory]
    [InlineData("/requests?since=x", 400)]
    [InlineData("/nothing", 404)]
    [InlineData("/assign", 404)]
    public async Task Rejects_invalid_requests(string target, int expected)
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await Get(platform, target);

        Assert.Equal(expected, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Rejects_assignment_of_a_VM_that_is_not_pre_provisioned()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await Post(platform, "/assign");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Fact]
    public async Task Assigns_a_pre_provisioned_VM_on_request()
    {
        await using var platform = await RunningPlatform.StartAsync("vm: {name: pool, preprovisioningType: Running}\nimds: {reprovisionAfter: 1m, rateLimit: off}\nreprovisionedAs: {name: web, user: alice}");
        const string Data = "/metadata/reprovisiondata?api-version=2019-06-01";
        using (var early = await platform.GetImds(Data)) Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);

        var state = await Json(await Post(platform, "/assign"));

        Assert.Equal((true, "web", 2), ((bool)state["assigned"]!, state["hostName"]!.ToString(), (int)state["incarnation"]!));
        using var data = await platform.GetImds(Data);
        Assert.Equal((HttpStatusCode.OK, "text/xml"), (data.StatusCode, data.Content.Headers.ContentType!.MediaType));
        Assert.Contains("<UserName>alice</UserName>", await data.Content.ReadAsStringAsync());
        using var goalState = await platform.GetWire("/machine?comp=goalstate");
        Assert.Contains("<Incarnation>2</Incarnation>", await goalState.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Streams_kept_events_and_then_new_ones()
    {
        await using var platform = await RunningPlatform.StartAsync();
        await platform.GetWire("/?comp=versions");
        using var answer = await platform.Http.GetAsync(new Uri(platform.Control, "/events"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("id: 1", await reader.ReadLineAsync(patience.Token));
        Assert.StartsWith("data: {\"sequence\":1,", await reader.ReadLineAsync(patience.Token));
        Assert.Equal("", await reader.ReadLineAsync(patience.Token));
        await platform.GetWire("/?comp=versions");
        Assert.Equal("id: 2", await reader.ReadLineAsync(patience.Token));
    }
}
