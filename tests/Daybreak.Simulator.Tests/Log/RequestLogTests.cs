using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Daybreak.Simulator.Tests.Hosting;

namespace Daybreak.Simulator.Tests.Log;

public sealed partial class RequestLogTests
{
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Timestamp { get; }

    [Fact]
    public async Task Line_contains_request_and_answer()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.GetImds("/metadata/versions?x=%2f", ("X-Twice", "a"), ("X-Twice", "b"));

        var line = Assert.Single(platform.LogLines());
        Assert.Equal(1, (int)line["sequence"]!);
        Assert.Matches(Timestamp, line["time"]!.ToString());
        Assert.True((double)line["sinceStartMs"]! > 0);
        Assert.Equal("imds", line["server"]!.ToString());
        Assert.StartsWith("127.0.0.1:", line["client"]!.ToString());
        Assert.Equal("imds.versions", line["operation"]!.ToString());
        Assert.Equal("GET", line["method"]!.ToString());
        Assert.Equal("/metadata/versions?x=%2f", line["target"]!.ToString());
        Assert.Equal("true", line["headers"]!["Metadata"]!.ToString());
        Assert.Equal("a, b", line["headers"]!["X-Twice"]!.ToString());
        Assert.Null(line["body"]);
        Assert.Null(line["fault"]);
        Assert.Equal(200, (int)line["answer"]!["status"]!);
        Assert.Equal(await answer.Content.ReadAsStringAsync(), line["answer"]!["body"]!.ToString());
        Assert.True((double)line["durationMs"]! >= 0);
    }

    [Fact]
    public async Task Line_is_written_before_the_answer()
    {
        await using var platform = await RunningPlatform.StartAsync();

        for (var i = 1; i <= 50; i++)
        {
            (await platform.GetWire("/machine?comp=goalstate")).Dispose();
            Assert.Equal(i, platform.LogLines().Count);
        }
    }

    [Fact]
    public async Task Truncates_a_long_body_only_in_the_line()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.PostWire("/machine?comp=health", new string('x', 100_000));

        Assert.Equal(65_536, platform.LogLines()[0]["body"]!.ToString().Length);
        Assert.Equal(100_000, (int)platform.LogLines()[0]["bodyBytes"]!);
    }

    [Fact]
    public async Task Rejects_a_body_that_is_too_large()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.PostWire("/machine?comp=health", new string('x', (1024 * 1024) + 1));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(["body"], platform.Rules());
        Assert.False((bool)platform.LogLines()[0]["bodyComplete"]!);
    }

    [Fact]
    public async Task Logs_an_incomplete_body()
    {
        await using var platform = await RunningPlatform.StartAsync();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, platform.WireServer.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /machine?comp=health HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<Health>"));
        }

        var line = (await platform.LogLines(1))[0];

        Assert.False((bool)line["bodyComplete"]!);
        Assert.Equal(["body"], platform.Rules());
        (await platform.GetWire("/?comp=versions")).EnsureSuccessStatusCode().Dispose();
    }

    [Theory]
    [InlineData("\u0016\u0003\u0001 hello\r\n\r\n")]
    [InlineData("GET\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nno colon\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n")]
    public async Task Rejects_and_logs_invalid_HTTP(string bytes)
    {
        await using var platform = await RunningPlatform.StartAsync();

        var answer = await RunningPlatform.Raw(platform.Imds, bytes);

        Assert.Matches(@"^HTTP/1\.1 (400|505) ", answer.Text);
        Assert.Equal(["http"], platform.Rules());
        Assert.Equal("imds", platform.LogLines()[0]["server"]!.ToString());
        (await platform.GetImds("/metadata/versions")).EnsureSuccessStatusCode().Dispose();
    }

    [Fact]
    public async Task Rejects_and_logs_invalid_chunks()
    {
        await using var platform = await RunningPlatform.StartAsync();

        var answer = await RunningPlatform.Raw(platform.WireServer, "POST /machine?comp=health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer.Text);
        Assert.Contains("body", platform.Rules());
    }

    [Fact]
    public async Task Survives_clients_that_reset_their_connections()
    {
        await using var platform = await RunningPlatform.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using var client = new TcpClient { LingerState = new LingerOption(true, 0) };
            await client.ConnectAsync(IPAddress.Loopback, platform.WireServer.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /machine?comp=goalstate HTTP/1.1\r\nHost: x\r\nx-ms-version: 2012-11-30\r\n\r\n"));
        }

        (await platform.GetWire("/machine?comp=goalstate")).EnsureSuccessStatusCode().Dispose();
    }
}
