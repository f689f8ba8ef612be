using System.Diagnostics;
using System.Net;
using Daybreak.Simulator.Tests.Hosting;

namespace Daybreak.Simulator.Tests.Faults;

public sealed class FaultTests
{
    private const string Target = "/machine?comp=goalstate";
    private const string Request = $"GET {Target} HTTP/1.1\r\nHost: x\r\nx-ms-version: 2012-11-30\r\nConnection: close\r\n\r\n";

    private static Task<RunningPlatform> Start(string fault) => RunningPlatform.StartAsync($"faults:\n  - on: wireserver.goalState\n    {fault.Replace("\n", "\n    ", StringComparison.Ordinal)}\n");

    [Fact]
    public async Task Status_with_retry_after_applies_the_given_number_of_times()
    {
        await using var platform = await Start("times: 2\nstatus: 503\nretryAfter: 2\nbody: not now");

        for (var i = 0; i < 2; i++)
        {
            using var answer = await platform.GetWire(Target);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter!.Delta);
            Assert.Equal("not now", await answer.Content.ReadAsStringAsync());
        }
        using var third = await platform.GetWire(Target);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);

        var lines = platform.LogLines();
        Assert.Equal("faults[0] wireserver.goalState: status 503, retryAfter 2, body of 7 bytes", lines[0]["fault"]!.ToString());
        Assert.Equal(503, (int)lines[0]["answer"]!["status"]!);
        Assert.Equal("2", lines[0]["answer"]!["headers"]!["Retry-After"]!.ToString());
        Assert.Null(lines[2]["fault"]);
    }

    [Fact]
    public async Task Retry_after_can_be_a_future_date()
    {
        await using var platform = await Start("status: 429\nretryAfter: date +2m");

        var before = DateTimeOffset.UtcNow;
        using var answer = await platform.GetWire(Target);

        // The header has whole seconds.
        Assert.InRange(answer.Headers.RetryAfter!.Date!.Value, before.AddSeconds(119), DateTimeOffset.UtcNow.AddSeconds(120));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("Fri, 31 Dec 1999 23:59:59 GMT")]
    [InlineData("-1")]
    public async Task Retry_after_can_be_invalid(string value)
    {
        await using var platform = await Start($"status: 429\nretryAfter: \"{value}\"");

        Assert.Contains($"\r\nRetry-After: {value}\r\n", (await RunningPlatform.Raw(platform.WireServer, Request)).Text);
    }

    [Fact]
    public async Task Body_replaces_the_answer()
    {
        await using var platform = await Start("body: <html/>\ncontentType: text/html");

        using var answer = await platform.GetWire(Target);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("<html/>", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Delay_postpones_the_real_answer()
    {
        await using var platform = await Start("delay: 300ms");
        var watch = Stopwatch.StartNew();

        using var answer = await platform.GetWire(Target);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(watch.ElapsedMilliseconds >= 290, $"{watch.ElapsedMilliseconds} ms");
        Assert.True((double)platform.LogLines()[0]["durationMs"]! >= 290);
    }

    [Fact]
    public async Task Drop_resets_the_connection()
    {
        await using var platform = await Start("drop: true");

        var answer = await RunningPlatform.Raw(platform.WireServer, Request);

        Assert.Empty(answer.Bytes);
        Assert.Equal(RawEnd.Reset, answer.End);
        Assert.Null(platform.LogLines()[0]["answer"]);
        Assert.Equal("faults[0] wireserver.goalState: drop", platform.LogLines()[0]["fault"]!.ToString());
    }

    [Fact]
    public async Task Truncate_declares_the_full_length_and_sends_a_part()
    {
        await using var platform = await Start("truncate: 10");

        var answer = await RunningPlatform.Raw(platform.WireServer, Request);

        Assert.Equal(RawEnd.Closed, answer.End);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer.Text);
        Assert.Equal("<?xml vers", answer.Body);
        var whole = (int)platform.LogLines()[0]["answer"]!["bodyBytes"]!;
        Assert.True(whole > 1000);
        Assert.Contains($"\r\nContent-Length: {whole}\r\n", answer.Text);
    }

    [Fact]
    public async Task Truncate_zero_sends_only_the_headers()
    {
        await using var platform = await Start("truncate: 0\nstatus: 200\nbody: abc");

        var answer = await RunningPlatform.Raw(platform.WireServer, Request);

        Assert.EndsWith("Content-Length: 3\r\n\r\n", answer.Text);
        Assert.Equal(RawEnd.Closed, answer.End);
    }

    [Fact]
    public async Task Garbage_is_not_HTTP()
    {
        await using var platform = await Start("garbage: true");

        var answer = await RunningPlatform.Raw(platform.WireServer, Request);

        Assert.Equal(512, answer.Bytes.Length);
        Assert.DoesNotContain("HTTP", answer.Text);
        await Assert.ThrowsAsync<HttpRequestException>(() => platform.GetWire(Target));
    }

    [Fact]
    public async Task Silence_lasts_until_the_simulator_stops()
    {
        var platform = await Start("silent: true");
        var pending = RunningPlatform.Raw(platform.WireServer, Request);
        await platform.LogLines(1);
        await Task.Delay(200);
        Assert.False(pending.IsCompleted);

        await platform.DisposeAsync();

        Assert.Empty((await pending).Bytes);
    }

    [Theory]
    [InlineData("body", "\r\n4000\r\n")]
    [InlineData("headers", "\r\nX-Endless: xxx")]
    public async Task Endless_answer_continues(string part, string expected)
    {
        await using var platform = await Start($"endless: {part}");

        var answer = await RunningPlatform.Raw(platform.WireServer, Request, limit: 1 << 20);

        Assert.Equal(RawEnd.Limit, answer.End);
        Assert.Contains(expected, answer.Text);
        Assert.Equal(part == "body", answer.Text.Contains("\r\n\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Chunked_sends_the_same_body_in_chunks()
    {
        await using var platform = await Start("chunked: true");

        using var answer = await platform.GetWire(Target);

        Assert.True(answer.Headers.TransferEncodingChunked);
        Assert.DoesNotContain("Content-Length", (await RunningPlatform.Raw(platform.WireServer, Request)).Text);
        Assert.Equal(platform.LogLines()[0]["answer"]!["body"]!.ToString(), await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Fault_does_not_affect_other_operations_or_hide_client_errors()
    {
        await using var platform = await Start("status: 500");

        using var versions = await platform.GetWire("/?comp=versions");
        using var goalState = await platform.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(platform.WireServer, Target)), ("x-ms-agent-name", "any"));

        Assert.Equal(HttpStatusCode.OK, versions.StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, goalState.StatusCode);
        Assert.Equal(["x-ms-version"], platform.Rules(1));
    }

    [Fact]
    public async Task Logs_clients_that_disconnect_during_a_delay()
    {
        await using var platform = await Start("delay: 30s");
        using (var leaving = new HttpClient { Timeout = TimeSpan.FromMilliseconds(300) })
            await Assert.ThrowsAsync<TaskCanceledException>(() => leaving.GetAsync(new Uri(platform.WireServer, Target)));

        var line = (await platform.LogLines(1))[0];

        Assert.Null(line["answer"]);
        Assert.True((double)line["durationMs"]! < 10_000);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    public async Task Status_without_body_is_sent_without_body(int status)
    {
        await using var platform = await Start($"status: {status}\nbody: text");

        using var answer = await platform.GetWire(Target);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }
}
