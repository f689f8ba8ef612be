using Daybreak.Core;
using Daybreak.Platform.Http;

namespace Daybreak.Platform.Tests.Http;

public sealed class RetryingHttpClientTests
{
    private static readonly RetryPolicy Policy = new()
    {
        TransientStatuses = [404, 410, 429, 500, 503],
        ShortestPause = TimeSpan.FromMilliseconds(100),
        LongestPause = TimeSpan.FromSeconds(3),
        LongestGone = TimeSpan.FromSeconds(70),
    };

    private readonly VirtualTime time = new();
    private readonly List<string> messages = [];
    private readonly List<TimeSpan> sent = [];

    private RawServer Server(params string[] answers) => new(connection =>
    {
        connection.ReadRequest();
        sent.Add(time.Elapsed);
        connection.Send(answers[Math.Min(connection.Index, answers.Length - 1)]);
    });

    private RetriedOutcome Send(HttpEndpoint endpoint, double seconds = 300, RetryPolicy? policy = null, VirtualTime? on = null, HttpLimits? limits = null)
    {
        var clock = (on ?? time).Clock;
        var client = new RetryingHttpClient(new PlainHttpClient(clock), messages.Add, new Random(1));
        return client.Send(new HttpRequest("GET", endpoint, "/", []), policy ?? Policy, Deadline.In(TimeSpan.FromSeconds(seconds), clock), limits ?? HttpLimits.Default);
    }

    [Fact]
    public void Does_not_repeat_a_successful_request_and_logs_nothing()
    {
        using var server = Server(RawServer.Answer(200));
        var outcome = Send(server.Endpoint);
        Assert.Equal((200, 1, false), (outcome.Last.Response!.Status, outcome.Attempts, outcome.TimedOut));
        Assert.Single(server.Requests);
        Assert.Empty(messages);
        Assert.Empty(time.Waits);
    }

    [Theory]
    [InlineData(404, 3)]
    [InlineData(410, 3)]
    [InlineData(429, 3)]
    [InlineData(500, 3)]
    [InlineData(503, 3)]
    [InlineData(201, 1)]
    [InlineData(204, 1)]
    [InlineData(301, 1)]
    [InlineData(400, 1)]
    [InlineData(401, 1)]
    [InlineData(403, 1)]
    [InlineData(405, 1)]
    [InlineData(501, 1)]
    [InlineData(999, 1)]
    public void Repeats_only_the_statuses_of_the_policy(int status, int tries)
    {
        using var server = Server(RawServer.Answer(status), RawServer.Answer(status), RawServer.Answer(200));
        var outcome = Send(server.Endpoint);
        Assert.Equal((tries, tries), (outcome.Attempts, server.Requests.Count));
        Assert.Equal(tries == 1 ? status : 200, outcome.Last.Response?.Status);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n", HttpFault.NotHttp)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", HttpFault.TooLarge)]
    public void Does_not_repeat_a_permanent_fault(string answer, HttpFault fault)
    {
        using var server = Server(answer);
        var outcome = Send(server.Endpoint);
        Assert.Equal((fault, 1, false), (outcome.Last.Fault, outcome.Attempts, outcome.TimedOut));
    }

    [Fact]
    public void Repeats_a_request_after_a_broken_connection()
    {
        using var server = new RawServer(connection =>
        {
            connection.ReadRequest();
            if (connection.Index == 0) connection.Reset();
            if (connection.Index == 1) connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na");
            if (connection.Index == 2) connection.Send(RawServer.Answer(200, "abc"));
        });
        Assert.Equal((200, 3), (Send(server.Endpoint).Last.Response?.Status, server.Requests.Count));
    }

    [Fact]
    public void Repeats_a_refused_connection_until_the_deadline()
    {
        HttpEndpoint closed;
        using (var server = Server("")) closed = server.Endpoint;
        var outcome = Send(closed, seconds: 60);
        Assert.Equal((HttpFault.Refused, true), (outcome.Last.Fault, outcome.TimedOut));
        Assert.InRange(time.Elapsed.TotalSeconds, 57, 60);
        Assert.InRange(outcome.Attempts, 20, 600);
    }

    [Fact]
    public void Never_waits_beyond_the_deadline()
    {
        using var server = Server(RawServer.Answer(503));
        foreach (double seconds in (double[])[0, 0.05, 0.5, 5, 120])
        {
            var before = time.Elapsed;
            Assert.True(Send(server.Endpoint, seconds).TimedOut);
            Assert.InRange((time.Elapsed - before).TotalSeconds, 0, seconds);
        }
    }

    [Theory]
    [InlineData("Retry-After: 7\r\n", 7)]
    [InlineData("Retry-After:   7  \r\n", 7)]
    [InlineData("Date: Mon, 27 Jul 2026 12:00:00 GMT\r\nRetry-After: Mon, 27 Jul 2026 12:00:09 GMT\r\n", 9)]
    // The machine's clock is in 2026, the platform's in 2031.
    [InlineData("Date: Sun, 27 Jul 2031 12:00:00 GMT\r\nRetry-After: Sun, 27 Jul 2031 12:00:11 GMT\r\n", 11)]
    [InlineData("Date: Sat, 27 Jul 1996 12:00:00 GMT\r\nRetry-After: Sat, 27 Jul 1996 12:00:11 GMT\r\n", 11)]
    public void Waits_as_long_as_Retry_After_requires(string headers, double seconds)
    {
        using var server = Server(RawServer.Answer(503, headers: headers), RawServer.Answer(200));
        Assert.Equal(2, Send(server.Endpoint).Attempts);
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(time.Waits));
    }

    [Theory]
    [InlineData("Retry-After: 0\r\n")]
    [InlineData("Retry-After: -5\r\n")]
    [InlineData("Retry-After: soon\r\n")]
    [InlineData("Retry-After: 1.5\r\n")]
    [InlineData("Retry-After:\r\n")]
    [InlineData("Retry-After: 99999999999999999999\r\n")]
    [InlineData("Date: Mon, 27 Jul 2026 12:00:00 GMT\r\nRetry-After: Mon, 27 Jul 2026 11:00:00 GMT\r\n")]
    // Without the Date header, a date has no meaning, because the clock may be wrong at a first boot.
    [InlineData("Retry-After: Sun, 27 Jul 2031 12:00:11 GMT\r\n")]
    [InlineData("Date: yesterday\r\nRetry-After: Sun, 27 Jul 2031 12:00:11 GMT\r\n")]
    public void Ignores_an_invalid_Retry_After(string headers)
    {
        using var server = Server(RawServer.Answer(503, headers: headers), RawServer.Answer(200));
        Assert.Equal(2, Send(server.Endpoint).Attempts);
        Assert.InRange(Assert.Single(time.Waits).TotalMilliseconds, 100, 300);
    }

    [Fact]
    public void A_clock_in_1970_does_not_lengthen_a_date_in_Retry_After()
    {
        var first = new VirtualTime(DateTimeOffset.UnixEpoch);
        using var server = Server(RawServer.Answer(429, headers: "Retry-After: Mon, 27 Jul 2026 12:00:09 GMT\r\n"), RawServer.Answer(200));
        Assert.Equal(200, Send(server.Endpoint, on: first).Last.Response?.Status);
    }

    [Fact]
    public void Ends_at_once_if_Retry_After_is_beyond_the_deadline()
    {
        using var server = Server(RawServer.Answer(503, headers: "Retry-After: 4294967295\r\n"));
        var outcome = Send(server.Endpoint);
        Assert.Equal((true, 1), (outcome.TimedOut, outcome.Attempts));
        Assert.Empty(time.Waits);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Retry-After: 30\r\n")]
    [InlineData("Retry-After: 100\r\n")]
    public void Repeats_a_410_for_at_most_70_seconds(string headers)
    {
        using var server = Server(RawServer.Answer(410, headers: headers));
        var outcome = Send(server.Endpoint);
        Assert.Equal((410, false), (outcome.Last.Response?.Status, outcome.TimedOut));
        Assert.All(sent, at => Assert.InRange(at.TotalSeconds, 0, 70));
        if (headers.Length == 0) Assert.InRange(sent[^1].TotalSeconds, 60, 70);
    }

    [Fact]
    public void The_70_seconds_begin_with_the_first_410()
    {
        string[] answers = [.. Enumerable.Repeat(RawServer.Answer(503, headers: "Retry-After: 20\r\n"), 5), RawServer.Answer(410), RawServer.Answer(410), RawServer.Answer(200)];
        using var server = Server(answers);
        Assert.Equal(200, Send(server.Endpoint).Last.Response?.Status);
    }

    [Fact]
    public void Logs_the_first_failure_and_each_doubling_of_the_attempts()
    {
        using var server = Server([.. Enumerable.Repeat(RawServer.Answer(503), 20), RawServer.Answer(200)]);
        Assert.Equal(21, Send(server.Endpoint).Attempts);
        Assert.Equal(5, messages.Count);
        Assert.StartsWith($"GET {server.Endpoint}/: 503 Service Unavailable; retrying in ", messages[0], StringComparison.Ordinal);
        Assert.Contains("(16 attempts)", messages[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_route_is_final_with_NoRouteIsFinal()
    {
        var nowhere = new HttpEndpoint(System.Net.IPAddress.Parse("127.255.255.255"), 80);
        Assert.Equal(1, Send(nowhere, policy: Policy with { NoRouteIsFinal = true }).Attempts);
        var outcome = Send(nowhere, seconds: 10);
        Assert.True(outcome.TimedOut && outcome.Attempts > 2);
    }
}
