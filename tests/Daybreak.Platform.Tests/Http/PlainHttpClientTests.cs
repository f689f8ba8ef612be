using System.Net;
using System.Net.Sockets;
using System.Text;
using Daybreak.Core;
using Daybreak.Platform.Http;

namespace Daybreak.Platform.Tests.Http;

public sealed class PlainHttpClientTests
{
    private static readonly HttpLimits Generous = new()
    {
        Head = 1000,
        Body = 100_000,
        Whole = TimeSpan.FromSeconds(20),
        Connect = TimeSpan.FromSeconds(20),
    };

    private static readonly HttpLimits Short = Generous with { Whole = TimeSpan.FromMilliseconds(150) };

    private static HttpOutcome Get(HttpEndpoint endpoint, HttpLimits? limits = null, byte[]? body = null, TimeSpan? deadline = null) =>
        new PlainHttpClient(Clock.System).Send(
            new HttpRequest(body is null ? "GET" : "POST", endpoint, "/path?query", [("X-Test", "yes")], body),
            Deadline.In(deadline ?? TimeSpan.FromSeconds(20), Clock.System),
            limits ?? Generous);

    private static void IsFault(HttpFault fault, HttpOutcome outcome)
    {
        Assert.Equal((fault, null), (outcome.Fault, outcome.Response));
        Assert.NotEmpty(outcome.Detail);
    }

    [Fact]
    public void Sends_a_request_and_reads_the_answer()
    {
        using var server = RawServer.Answering(RawServer.Answer(200, "hello"));
        var outcome = Get(server.Endpoint);
        Assert.Equal("hello", Encoding.UTF8.GetString(outcome.Response!.Body));
        Assert.Null(outcome.Fault);
        Assert.Equal($"GET /path?query HTTP/1.1\r\nHost: 127.0.0.1:{server.Endpoint.Port}\r\nConnection: close\r\nX-Test: yes\r\n\r\n", Assert.Single(server.Requests));
    }

    [Fact]
    public void Sends_a_large_body_completely()
    {
        using var server = RawServer.Answering(RawServer.Answer(200));
        byte[] body = Encoding.ASCII.GetBytes(new string('b', 3_000_000));
        Assert.Equal(200, Get(server.Endpoint, body: body).Response?.Status);
        string request = Assert.Single(server.Requests);
        Assert.Contains("\r\nContent-Length: 3000000\r\n", request, StringComparison.Ordinal);
        Assert.Equal(body.Length, request.Length - request.IndexOf("\r\n\r\n", StringComparison.Ordinal) - 4);
    }

    [Fact]
    public void Writes_an_IPv6_address_in_brackets()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6 && File.Exists("/proc/net/if_inet6") && File.ReadAllText("/proc/net/if_inet6").Contains("00000001 ", StringComparison.Ordinal), "the loopback device has no IPv6 address");
        using var server = new RawServer(
            connection =>
            {
                connection.ReadRequest();
                connection.Send(RawServer.Answer(200));
            },
            IPAddress.IPv6Loopback);
        Assert.Equal(200, Get(server.Endpoint).Response?.Status);
        Assert.Contains($"\r\nHost: [::1]:{server.Endpoint.Port}\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public void Ignores_proxy_variables()
    {
        using var proxy = RawServer.Answering(RawServer.Answer(502, "proxy"));
        using var server = RawServer.Answering(RawServer.Answer(200, "direct"));
        string[] names = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];
        foreach (string name in names) Environment.SetEnvironmentVariable(name, proxy.Endpoint.ToString());
        try
        {
            Assert.Equal("direct", Encoding.UTF8.GetString(Get(server.Endpoint).Response!.Body));
        }
        finally
        {
            foreach (string name in names) Environment.SetEnvironmentVariable(name, null);
        }
        Assert.Equal(0, proxy.Connections);
    }

    [Fact]
    public void A_refused_connection_is_Refused()
    {
        using var held = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // Bound, so that no other program can use the port, but not listening.
        held.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        IsFault(HttpFault.Refused, Get(new HttpEndpoint(IPAddress.Loopback, ((IPEndPoint)held.LocalEndPoint!).Port)));
    }

    [Fact]
    // TCP cannot use the route of a broadcast address: the kernel reports no route and sends nothing.
    public void An_unreachable_address_is_NoRoute() => IsFault(HttpFault.NoRoute, Get(new HttpEndpoint(IPAddress.Parse("127.255.255.255"), 80)));

    [Fact]
    public void A_connection_that_is_not_accepted_ends_at_the_limit()
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var waiting = new List<Socket>();
        try
        {
            for (int i = 0; i < 6; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                waiting.Add(socket);
                try
                {
                    socket.Connect(full.LocalEndPoint!);
                }
                catch (SocketException)
                {
                    // In progress: it fills the queue.
                }
            }
            var limits = Generous with { Connect = TimeSpan.FromMilliseconds(150) };
            IsFault(HttpFault.ConnectTimeout, Get(new HttpEndpoint(IPAddress.Loopback, ((IPEndPoint)full.LocalEndPoint!).Port), limits));
        }
        finally
        {
            foreach (var socket in waiting) socket.Dispose();
        }
    }

    [Fact]
    public void A_reset_is_Reset_and_not_ClosedEarly()
    {
        using var server = new RawServer(connection =>
        {
            connection.ReadRequest();
            if (connection.Index == 1) connection.Send("HTTP/1.1 200 OK\r\nContent-Le");
            connection.Reset();
        });
        IsFault(HttpFault.Reset, Get(server.Endpoint));
        IsFault(HttpFault.Reset, Get(server.Endpoint));
    }

    [Fact]
    public void A_connection_that_closes_without_an_answer_is_ClosedEarly()
    {
        string answer = RawServer.Answer(200, "0123456789", "Server: x\r\n");
        using var server = new RawServer(connection =>
        {
            connection.ReadRequest();
            connection.Send(answer[..connection.Index]);
        });
        for (int length = 0; length < answer.Length; length++) IsFault(HttpFault.ClosedEarly, Get(server.Endpoint));
        Assert.Equal(200, Get(server.Endpoint).Response?.Status);
    }

    [Fact]
    public void A_connection_without_an_answer_is_AnswerTimeout()
    {
        using var server = new RawServer(connection => connection.AwaitClose());
        IsFault(HttpFault.AnswerTimeout, Get(server.Endpoint, Short));
        IsFault(HttpFault.AnswerTimeout, Get(server.Endpoint, deadline: TimeSpan.FromMilliseconds(150)));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nabc")]
    public void An_answer_that_stops_in_the_middle_is_AnswerTimeout(string beginning)
    {
        using var server = new RawServer(connection =>
        {
            connection.ReadRequest();
            connection.Send(beginning);
            connection.AwaitClose();
        });
        IsFault(HttpFault.AnswerTimeout, Get(server.Endpoint, Short));
    }

    [Fact]
    public void Endless_headers_end_at_the_limit()
    {
        using var server = new RawServer(connection =>
        {
            connection.ReadRequest();
            connection.Send("HTTP/1.1 200 OK\r\n");
            while (true) connection.Send("X-Header: again and again\r\n");
        });
        IsFault(HttpFault.TooLarge, Get(server.Endpoint));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "some more of the body")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "10\r\n0123456789abcdef\r\n")]
    public void An_endless_body_ends_at_the_limit(string head, string again)
    {
        using var server = new RawServer(connection =>
        {
            connection.ReadRequest();
            connection.Send(head);
            while (true) connection.Send(string.Concat(Enumerable.Repeat(again, 500)));
        });
        IsFault(HttpFault.TooLarge, Get(server.Endpoint));
    }

    [Fact]
    public void A_slow_answer_ends_at_the_deadline()
    {
        using var server = new RawServer(connection =>
        {
            connection.ReadRequest();
            connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
            for (int i = 0; i < 10_000; i++)
            {
                connection.Send("x");
                Thread.Sleep(10);
            }
        });
        IsFault(HttpFault.AnswerTimeout, Get(server.Endpoint, Short));
    }

    [Fact]
    public void A_fast_endless_answer_ends_at_the_deadline()
    {
        using var server = new RawServer(connection =>
        {
            connection.ReadRequest();
            connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n");
            connection.Send(new byte[20_000_000]);
            connection.AwaitClose();
        });
        var clock = new Clock(new RestlessTime(), _ => { });
        var limits = Generous with { Body = 20_000_000, Whole = TimeSpan.FromSeconds(1) };
        var request = new HttpRequest("GET", server.Endpoint, "/", []);
        IsFault(HttpFault.AnswerTimeout, new PlainHttpClient(clock).Send(request, Deadline.In(TimeSpan.FromSeconds(20), clock), limits));
    }

    /// <summary>A millisecond passes at each reading.</summary>
    private sealed class RestlessTime : TimeProvider
    {
        private long milliseconds;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Interlocked.Increment(ref milliseconds);
    }

    [Fact]
    public void An_answer_that_is_not_HTTP_is_NotHttp()
    {
        using var server = RawServer.Answering("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
        var outcome = Get(server.Endpoint);
        IsFault(HttpFault.NotHttp, outcome);
        Assert.Contains("SSH-2.0-OpenSSH", outcome.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_wait_after_the_deadline()
    {
        using var server = new RawServer(connection => connection.AwaitClose());
        Assert.NotNull(Get(server.Endpoint, deadline: TimeSpan.Zero).Fault);
    }
}
