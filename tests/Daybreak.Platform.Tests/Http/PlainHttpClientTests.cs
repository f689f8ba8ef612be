using System.Net;
using System.Net.Sockets;
using System.Text;
using Daybreak.Core;
using Daybreak.Platform.Http;

namespace Daybreak.Platform.Tests.Http;

public sealed class PlainHttpClientTests
{
    private static readonly HttpLimits Patient = new() { Head = 1000, Body = 100_000, Whole = TimeSpan.FromSeconds(20), Connect = TimeSpan.FromSeconds(20) };
    private static readonly HttpLimits Hasty = Patient with { Whole = TimeSpan.FromMilliseconds(150) };

    private static HttpOutcome Get(HttpEndpoint endpoint, HttpLimits? limits = null, byte[]? body = null, TimeSpan? deadline = null) =>
        new PlainHttpClient(Clock.System).Send(
            new HttpRequest(body is null ? "GET" : "POST", endpoint, "/path?query", [("X-Test", "yes")], body),
            Deadline.In(deadline ?? TimeSpan.FromSeconds(20), Clock.System),
            limits ?? Patient);

    private static void IsFault(HttpFault fault, HttpOutcome outcome)
    {
        Assert.Equal((fault, null), (outcome.Fault, outcome.Response));
        Assert.NotEmpty(outcome.Detail);
    }

    [Fact]
    public void A_request_is_sent_as_it_should_be_and_the_answer_comes_back()
    {
        using var server = RawServer.Answering(RawServer.Answer(200, "hello"));
        var outcome = Get(server.Endpoint);
        Assert.Equal("hello", Encoding.UTF8.GetString(outcome.Response!.Body));
        Assert.Null(outcome.Fault);
        Assert.Equal($"GET /path?query HTTP/1.1\r\nHost: 127.0.0.1:{server.Endpoint.Port}\r\nConnection: close\r\nX-Test: yes\r\n\r\n", Assert.Single(server.Requests));
    }

    [Fact]
    public void A_large_body_goes_out_whole()
    {
        using var server = RawServer.Answering(RawServer.Answer(200));
        byte[] body = Encoding.ASCII.GetBytes(new string('b', 3_000_000));
        Assert.Equal(200, Get(server.Endpoint, body: body).Response?.Status);
        string request = Assert.Single(server.Requests);
        Assert.Contains("\r\nContent-Length: 3000000\r\n", request, StringComparison.Ordinal);
        Assert.Equal(body.Length, request.Length - request.IndexOf("\r\n\r\n", StringComparison.Ordinal) - 4);
    }

    [Fact]
    public void An_IPv6_literal_stands_in_brackets()
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
    public void A_proxy_of_the_environment_is_never_asked()
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
    public void Nobody_listens()
    {
        using var held = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // Bound, so that nobody else takes the port, but not listening.
        held.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        IsFault(HttpFault.Refused, Get(new HttpEndpoint(IPAddress.Loopback, ((IPEndPoint)held.LocalEndPoint!).Port)));
    }

    [Fact]
    // A broadcast address has a route, but none that TCP takes: the kernel answers as for no route, and nothing leaves it.
    public void No_route() => IsFault(HttpFault.NoRoute, Get(new HttpEndpoint(IPAddress.Parse("127.255.255.255"), 80)));

    [Fact]
    public void A_connection_that_nobody_takes_ends_at_the_limit()
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
                    // Under way: it fills the queue.
                }
            }
            var limits = Patient with { Connect = TimeSpan.FromMilliseconds(150) };
            IsFault(HttpFault.ConnectTimeout, Get(new HttpEndpoint(IPAddress.Loopback, ((IPEndPoint)full.LocalEndPoint!).Port), limits));
        }
        finally
        {
            foreach (var socket in waiting) socket.Dispose();
        }
    }

    [Fact]
    public void A_reset_is_told_from_an_end()
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
    public void Closed_before_any_byte_of_an_answer_it_is_closed_early()
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
    public void Accepted_and_never_answered_is_silent()
    {
        using var server = new RawServer(connection => connection.AwaitClose());
        IsFault(HttpFault.Silent, Get(server.Endpoint, Hasty));
        IsFault(HttpFault.Silent, Get(server.Endpoint, deadline: TimeSpan.FromMilliseconds(150)));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nabc")]
    public void Silence_in_the_middle_is_silence(string beginning)
    {
        using var server = new RawServer(connection =>
        {
            connection.ReadRequest();
            connection.Send(beginning);
            connection.AwaitClose();
        });
        IsFault(HttpFault.Silent, Get(server.Endpoint, Hasty));
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
    public void A_drip_feed_ends_at_the_deadline_though_every_drop_is_in_time()
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
        IsFault(HttpFault.Silent, Get(server.Endpoint, Hasty));
    }

    [Fact]
    public void A_flood_ends_at_the_deadline_though_there_is_always_more_to_read()
    {
        using var server = new RawServer(connection =>
        {
            connection.ReadRequest();
            connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n");
            connection.Send(new byte[20_000_000]);
            connection.AwaitClose();
        });
        var clock = new Clock(new RestlessTime(), _ => { });
        var limits = Patient with { Body = 20_000_000, Whole = TimeSpan.FromSeconds(1) };
        var request = new HttpRequest("GET", server.Endpoint, "/", []);
        IsFault(HttpFault.Silent, new PlainHttpClient(clock).Send(request, Deadline.In(TimeSpan.FromSeconds(20), clock), limits));
    }

    /// <summary>A millisecond passes whenever somebody looks.</summary>
    private sealed class RestlessTime : TimeProvider
    {
        private long milliseconds;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Interlocked.Increment(ref milliseconds);
    }

    [Fact]
    public void Something_else_answers()
    {
        using var server = RawServer.Answering("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
        var outcome = Get(server.Endpoint);
        IsFault(HttpFault.NotHttp, outcome);
        Assert.Contains("SSH-2.0-OpenSSH", outcome.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_deadline_that_has_passed_nothing_is_waited_for()
    {
        using var server = new RawServer(connection => connection.AwaitClose());
        Assert.NotNull(Get(server.Endpoint, deadline: TimeSpan.Zero).Fault);
    }
}
