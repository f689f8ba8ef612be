using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Daybreak.Simulator.Page;
using Daybreak.Simulator.Tests.Hosting;

namespace Daybreak.Simulator.Tests.Page;

public sealed class PageServerTests
{
    [Fact]
    public async Task Streams_kept_and_new_requests_as_events()
    {
        await using var page = await PageOfPlatform.StartAsync();
        (await page.AskImds()).Dispose();

        var requests = await page.Events("request", 2, async () => (await page.Http.GetAsync(new Uri(page.WireServer, "/?comp=versions"))).Dispose());

        Assert.Equal(["imds.instance", "wireserver.versions"], requests.Select(request => request["operation"]!.ToString()));
        Assert.Equal(["127.0.0.1", "127.0.0.1"], requests.Select(request => request["vm"]!.ToString()));
        Assert.Equal([200, 200], requests.Select(request => (int)request["status"]!));
    }

    [Fact]
    public async Task Reconnecting_browser_gets_only_new_requests()
    {
        await using var page = await PageOfPlatform.StartAsync();
        for (var i = 0; i < 3; i++) (await page.AskImds("/metadata/versions")).Dispose();
        var run = (await page.Http.GetStringAsync(new Uri(page.Page, "/api/state"))).Split("\"run\":\"")[1].Split('"')[0];

        Assert.Equal(3, (int)(await page.Events("request", 1, lastEventId: run + "-2"))[0]["number"]!);
        Assert.Equal(1, (int)(await page.Events("request", 1, lastEventId: "anotherrun-2"))[0]["number"]!);
    }

    [Fact]
    public async Task Button_affects_the_given_number_of_requests()
    {
        await using var page = await PageOfPlatform.StartAsync();

        var (status, faults) = await page.Post("/api/faults", new { button = "imds-500", requests = 2 }, await page.Token());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("imds-500", faults![0]!["name"]!.ToString());
        var answers = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await page.AskImds();
            answers.Add((int)answer.StatusCode);
        }
        Assert.Equal([500, 500, 200], answers);
        Assert.Empty((await page.Events("faults", 1))[0].AsArray());
        Assert.Equal("page: imds-500, imds.*: status 500, body of 33 bytes", (await page.Events("request", 1))[0]["fault"]!.ToString());
    }

    [Fact]
    public async Task All_buttons_work_and_can_be_switched_off_together()
    {
        await using var page = await PageOfPlatform.StartAsync();
        var token = await page.Token();
        foreach (var button in FaultButton.All) Assert.Equal(HttpStatusCode.OK, (await page.Post("/api/faults", new { button = button.Id, seconds = 60 }, token)).Status);
        Assert.Equal(FaultButton.All.Count, (await page.Events("faults", 1))[0].AsArray().Count);

        Assert.Empty((await page.Post("/api/faults/off", new { }, token)).Body!.AsArray());
        using var answer = await page.AskImds();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Control_endpoint_and_page_share_the_list_of_faults()
    {
        await using var page = await PageOfPlatform.StartAsync();
        var token = await page.Token();
        async Task<string[]> OnPage() => [.. (await page.Events("faults", 1))[0].AsArray().Select(fault => $"{fault!["number"]} {fault["name"]}")];
        async Task<string[]> OnControl() => [.. JsonNode.Parse(await page.Http.GetStringAsync(new Uri(page.Control, "/faults")))!["added"]!.AsArray().Select(fault => $"{fault!["number"]} {fault["name"]}")];
        Task<HttpResponseMessage> Delete(string target) => page.Http.DeleteAsync(new Uri(page.Control, target));

        await page.Post("/api/faults", new { button = "imds-500", requests = 3 }, token);
        (await page.Http.PostAsync(new Uri(page.Control, "/faults"), new StringContent("[{on: imds.instance, status: 418, after: 1, times: 2}, {on: 'wireserver.*', drop: true}]"))).EnsureSuccessStatusCode().Dispose();

        string[] both = ["2 imds.instance: status 418", "3 wireserver.*: drop", "1 imds-500"];
        Assert.Equal(both, await OnPage());
        Assert.Equal(both, await OnControl());

        // Each can switch off the other's faults, and used-up faults disappear from both.
        await page.Post("/api/faults/off", new { number = 3 }, token);
        using (var deleted = await Delete("/faults/1")) Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            using var answer = await page.AskImds();
            statuses.Add((int)answer.StatusCode);
        }
        Assert.Equal([200, 418, 418, 200], statuses);
        Assert.Empty(await OnPage());
        Assert.Empty(await OnControl());

        await page.Post("/api/faults", new { button = "imds-500", seconds = 60 }, token);
        using (var deleted = await Delete("/faults")) Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Empty(await OnPage());
        (await page.Http.PostAsync(new Uri(page.Control, "/faults"), new StringContent("{on: '*', drop: true}"))).EnsureSuccessStatusCode().Dispose();
        await page.Post("/api/faults/off", new { }, token);
        Assert.Empty(await OnControl());
    }

    [Fact]
    public async Task Page_is_notified_of_faults_from_the_control_endpoint()
    {
        await using var page = await PageOfPlatform.StartAsync();

        var events = await page.Events("faults", 2, async () => (await page.Http.PostAsync(new Uri(page.Control, "/faults"), new StringContent("{on: '*', drop: true, from: 1m}"))).Dispose());

        Assert.Contains(events, faults => faults.AsArray() is [{ } only] && only["name"]!.ToString() == "*: drop" && (double)only["secondsUntil"]! > 50 && only["secondsLeft"] is null);
    }

    [Fact]
    public async Task Rejects_changes_without_the_token_or_from_another_site()
    {
        await using var page = await PageOfPlatform.StartAsync();
        var token = await page.Token();
        var wanted = new { button = "imds-500", requests = 1 };

        Assert.Equal(HttpStatusCode.Forbidden, (await page.Post("/api/faults", wanted, null)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await page.Post("/api/faults", wanted, new string('0', 64))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await page.Post("/api/faults", wanted, token, ("Origin", "http://example.org"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await page.Post("/api/faults", wanted, token, ("Sec-Fetch-Site", "cross-site"))).Status);
        using var answer = await page.AskImds();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("rebound.example.org")]
    [InlineData("127.0.0.1:1")]
    [InlineData("localhost")]
    public async Task Rejects_foreign_host_names(string host)
    {
        await using var page = await PageOfPlatform.StartAsync();
        foreach (var path in (string[])["/", "/api/state", "/api/events"])
        {
            var answer = await RunningPlatform.Raw(page.Page, $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 421 ", answer.Text);
        }
    }

    [Theory]
    [InlineData("""{"button":"unknown","requests":1}""")]
    [InlineData("""{"button":"imds-500"}""")]
    [InlineData("""{"button":"imds-500","requests":1,"seconds":1}""")]
    [InlineData("""{"button":"imds-500","requests":0}""")]
    [InlineData("""{"button":"imds-500","requests":1000000}""")]
    [InlineData("""{"button":"imds-500","seconds":-1}""")]
    [InlineData("""{"button":"imds-500","seconds":1e99}""")]
    [InlineData("""{"button":"imds-500","requests":"many"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    public async Task Rejects_invalid_changes_with_a_message(string body)
    {
        await using var page = await PageOfPlatform.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(page.Page, "/api/faults")) { Content = new StringContent(body, Encoding.UTF8, "application/json"), Headers = { { "X-Daybreak-Token", await page.Token() } } };

        using var response = await page.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Expected", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task All_files_have_a_strict_content_security_policy()
    {
        await using var page = await PageOfPlatform.StartAsync();
        foreach (var path in (string[])["/", "/page.css", "/page.js", "/timeline.js", "/icon.svg", "/api/state"])
        {
            using var response = await page.Http.GetAsync(new Uri(page.Page, path));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.StartsWith("default-src 'none'; script-src 'self';", response.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Fact]
    public async Task Listens_only_on_loopback()
    {
        Assert.Null(Simulator.Commands.PageAddressOption.Parse("0.0.0.0:8000"));
        Assert.Null(Simulator.Commands.PageAddressOption.Parse("192.0.2.1:8000"));
        await Assert.ThrowsAsync<ArgumentException>(() => PageServer.StartAsync(new PageOptions(new IPEndPoint(IPAddress.Any, 0), "", null!, null!, null!, TimeProvider.System)));
    }

    [Fact]
    public async Task Unknown_request_is_not_found()
    {
        await using var page = await PageOfPlatform.StartAsync();
        using var response = await page.Http.GetAsync(new Uri(page.Page, "/api/requests/1"));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
